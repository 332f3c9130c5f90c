// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hosts and workloads as an operations team declares them.
 *
 * @param hosts at least one, names unique
 * @param workloads names unique, each on a host of this inventory
 * @param networks names unique; empty: none is trusted
 * @param concurrency moves at the same time over all hosts, at least 1
 */
public record Inventory(List<Host> hosts, List<Workload> workloads, List<Network> networks, int concurrency) {
    public Inventory {
        hosts = List.copyOf(requireNonNull(hosts, "hosts is null"));
        workloads = List.copyOf(requireNonNull(workloads, "workloads is null"));
        networks = List.copyOf(requireNonNull(networks, "networks is null"));
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency %d must be at least 1".formatted(concurrency));
        }
        requireUnique("host", hosts.stream().map(Host::name).toList());
        requireUnique("workload", workloads.stream().map(Workload::name).toList());
        requireUnique("network", networks.stream().map(Network::name).toList());
        Set<String> names = hosts.stream().map(Host::name).collect(toSet());
        for (Host host : hosts) {
            host.jumpHost().ifPresent(jump -> requireHost(names, jump, "jump of host " + host.name()));
        }
        for (Workload workload : workloads) {
            requireHost(names, workload.host(), "host of workload " + workload.name());
        }
    }

    /** Hosts and workloads without any network that is trusted. */
    public Inventory(List<Host> hosts, List<Workload> workloads, int concurrency) {
        this(hosts, workloads, List.of(), concurrency);
    }

    public Optional<Host> host(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
    }

    public Optional<Workload> workload(String name) {
        return workloads.stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst();
    }

    private static void requireHost(Set<String> names, String name, String what) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "%s is %s, which is not among the hosts".formatted(what, Names.quote(name)));
        }
    }

    private static void requireUnique(String kind, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("%s %s is declared twice".formatted(kind, Names.quote(name)));
            }
        }
    }
}

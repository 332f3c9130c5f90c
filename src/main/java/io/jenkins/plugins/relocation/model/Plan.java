// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What will be done, whole and immutable: it carries the hosts and workloads it is about, so that running it needs no
 * inventory and nothing that was edited since.
 *
 * @param v version of the format, {@link #VERSION}
 * @param goal what it is to reach
 * @param hosts all hosts of the inventory that it was made from and that it touches
 * @param workloads the workloads that move
 * @param networks the trusted networks over which memory travels without encryption; empty: all of it is encrypted
 * @param waves in the order in which they run, numbered from 1
 * @param facts conditions that must still hold when it runs
 * @param closed hosts that take no new placements once the plan runs
 * @param stays workloads known on closed hosts that this plan does not move; empty: the hosts end empty
 */
public record Plan(
        int v,
        Goal goal,
        List<Host> hosts,
        List<Workload> workloads,
        List<Network> networks,
        List<Wave> waves,
        List<Fact> facts,
        List<String> closed,
        List<String> stays) {
    /** The version of the format that this code writes and reads. */
    public static final int VERSION = 1;

    private static final int ID_DIGITS = 12;

    public Plan {
        if (v != VERSION) {
            throw new IllegalArgumentException(
                    "plan format %d is not known; this version reads format %d".formatted(v, VERSION));
        }
        requireNonNull(goal, "goal is null");
        hosts = List.copyOf(requireNonNull(hosts, "hosts is null"));
        workloads = List.copyOf(requireNonNull(workloads, "workloads is null"));
        networks = List.copyOf(requireNonNull(networks, "networks is null"));
        waves = List.copyOf(requireNonNull(waves, "waves is null"));
        facts = List.copyOf(requireNonNull(facts, "facts is null"));
        closed = List.copyOf(requireNonNull(closed, "closed is null"));
        stays = List.copyOf(requireNonNull(stays, "stays is null"));
        requireConsistent(hosts, workloads, waves);
        for (Wave wave : waves) {
            for (Move move : wave.moves()) {
                requireTrusted(move, hosts, networks);
            }
        }
    }

    /** A plan without networks. */
    public Plan(
            int v,
            Goal goal,
            List<Host> hosts,
            List<Workload> workloads,
            List<Wave> waves,
            List<Fact> facts,
            List<String> closed,
            List<String> stays) {
        this(v, goal, hosts, workloads, List.of(), waves, facts, closed, stays);
    }

    /** SHA-256 of the canonical form: what an approval binds to. */
    public String digest() {
        return Json.sha256(Json.canonical(this));
    }

    /** Short id made from the digest: the same plan has the same id. */
    public String id() {
        return "p-" + digest().substring(0, ID_DIGITS);
    }

    /** All moves, wave by wave. */
    public List<Move> moves() {
        return waves.stream().flatMap(wave -> wave.moves().stream()).toList();
    }

    /** The moves of one wave, or of all waves for 0. */
    public List<Move> moves(int wave) {
        if (wave < 0 || wave > waves.size()) {
            throw new IllegalArgumentException(
                    "there is no wave %d; the plan has waves 1 to %d".formatted(wave, waves.size()));
        }
        return wave == 0 ? moves() : waves.get(wave - 1).moves();
    }

    /** The host with that name, which must be part of the plan. */
    @JsonIgnore
    public Host host(String name) {
        return find(hosts.stream().filter(host -> host.name().equals(name)), "host", name);
    }

    /** The workload with that name, which must be part of the plan. */
    @JsonIgnore
    public Workload workload(String name) {
        return find(workloads.stream().filter(workload -> workload.name().equals(name)), "workload", name);
    }

    private static <T> T find(Stream<T> candidates, String kind, String name) {
        return candidates
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("the plan has no %s %s".formatted(kind, Names.quote(name))));
    }

    /** What travels without encryption does so between two addresses of one trusted network, whoever wrote the plan. */
    private static void requireTrusted(Move move, List<Host> hosts, List<Network> networks) {
        if (move.transfer().transport() != TransferPlan.Transport.PLAIN) {
            return;
        }
        boolean trusted = networks.stream()
                .filter(network -> network.name().equals(move.transfer().network()) && network.trusted())
                .anyMatch(network -> hosts.stream()
                                .filter(host -> host.name().equals(move.source())
                                        || host.name().equals(move.target()))
                                .filter(host -> network.contains(host.transferAddress()))
                                .count()
                        == 2);
        if (!trusted) {
            throw new IllegalArgumentException(
                    "move %s is to travel without encryption, but its hosts have no addresses in a trusted network %s"
                            .formatted(
                                    move.describe(), Names.quote(move.transfer().network())));
        }
    }

    private static void requireConsistent(List<Host> hosts, List<Workload> workloads, List<Wave> waves) {
        Set<String> hostNames = new HashSet<>(hosts.stream().map(Host::name).toList());
        Set<String> workloadNames =
                new HashSet<>(workloads.stream().map(Workload::name).toList());
        Set<String> moved = new HashSet<>();
        int number = 0;
        for (Wave wave : waves) {
            number++;
            if (wave.number() != number) {
                throw new IllegalArgumentException(
                        "wave %d stands where wave %d is expected".formatted(wave.number(), number));
            }
            for (Move move : wave.moves()) {
                if (!workloadNames.contains(move.workload())
                        || !hostNames.contains(move.source())
                        || !hostNames.contains(move.target())) {
                    throw new IllegalArgumentException(
                            "move %s names something that the plan does not define".formatted(move.describe()));
                }
                if (!moved.add(move.workload())) {
                    throw new IllegalArgumentException("workload %s is moved twice".formatted(move.workload()));
                }
            }
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import java.util.LinkedHashMap;
import java.util.Map;

/** An inventory of the laboratory's hosts, as an operator would write it. */
final class InventoryText {
    private final Map<String, String> hosts = new LinkedHashMap<>();
    private final Map<String, String> workloads = new LinkedHashMap<>();

    /** Hosts with their own keys, root as the login. */
    static InventoryText of(Machines machines, String... hosts) {
        InventoryText text = new InventoryText();
        for (String host : hosts) {
            text.host(host, "address: %s, hostKeys: [\"%s\"]".formatted(machines.address(host), machines.key(host)));
        }
        return text;
    }

    /** Adds a host, or replaces what is said about it: YAML in flow style. */
    InventoryText host(String name, String flow) {
        hosts.put(name, flow);
        return this;
    }

    /** Says more about a host. */
    InventoryText hostAlso(String name, String flow) {
        return host(name, hosts.get(name) + ", " + flow);
    }

    /** Adds a workload that a pid file finds and that answers PING on a port; {@code more} is YAML in flow style. */
    InventoryText tree(String name, String host, int port, String... more) {
        StringBuilder flow = new StringBuilder(
                "driver: process, host: %s, settings: {pidFile: /run/e2e-%s.pid, tcp: close}".formatted(host, name));
        boolean probes = false;
        for (String each : more) {
            flow.append(", ").append(each);
            probes |= each.startsWith("probes:");
        }
        if (!probes) {
            flow.append(", probes: [").append(ping(port)).append(']');
        }
        return workload(name, flow.toString());
    }

    static String ping(int port) {
        return "{type: line, port: %d, send: PING, expect: PONG, interval: 50ms, within: 10s}".formatted(port);
    }

    InventoryText workload(String name, String flow) {
        workloads.put(name, flow);
        return this;
    }

    String text() {
        StringBuilder text =
                new StringBuilder("version: 1\ndefaults:\n  login: {user: root, credentials: lab-key}\nhosts:\n");
        hosts.forEach((name, flow) -> text.append("  - {name: %s, %s}%n".formatted(name, flow)));
        text.append("workloads:\n");
        workloads.forEach((name, flow) -> text.append("  - {name: %s, %s}%n".formatted(name, flow)));
        return text.toString();
    }
}

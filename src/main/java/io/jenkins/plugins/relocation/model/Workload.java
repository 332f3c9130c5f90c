// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What moves.
 *
 * @param name unique within the inventory
 * @param driver id of the driver that knows its technology: "process"
 * @param host name of the host it is on when the inventory is written
 * @param settings what only the driver understands; scalars, lists and maps of text, numbers and booleans
 * @param memory bytes it needs on a target; 0: as measured when planning
 * @param requires labels that a target must have
 * @param group anti-affinity group: no two members on one host; empty: none
 * @param probes how to tell that it works; at least one to be planned
 * @param hooks commands of its owner
 * @param policy what its owner accepts
 */
public record Workload(
        String name,
        String driver,
        String host,
        Map<String, Object> settings,
        long memory,
        List<String> requires,
        String group,
        List<ProbeSpec> probes,
        List<Hook> hooks,
        Policy policy) {
    public Workload {
        Names.require("workload", name);
        Names.require("driver", driver);
        Names.require("host", host);
        settings = Map.copyOf(new TreeMap<>(requireNonNull(settings, "settings is null")));
        if (memory < 0) {
            throw new IllegalArgumentException("memory %d of workload %s is negative".formatted(memory, name));
        }
        requires = List.copyOf(requireNonNull(requires, "requires is null"));
        if (!requireNonNull(group, "group is null").isEmpty()) {
            Names.require("group", group);
        }
        probes = List.copyOf(requireNonNull(probes, "probes is null"));
        hooks = List.copyOf(requireNonNull(hooks, "hooks is null"));
        requireNonNull(policy, "policy is null");
    }

    /** The same workload on another host. */
    public Workload on(String otherHost) {
        return new Workload(name, driver, otherHost, settings, memory, requires, group, probes, hooks, policy);
    }

    /** The hooks of one point, in the order of the inventory. */
    public List<Hook> hooksAt(Hook.Point point) {
        return hooks.stream().filter(hook -> hook.when() == point).toList();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads on hosts what the facts of a plan are compared with. */
final class Readings {
    private final Plan plan;
    private final Map<String, Driver> drivers;

    Readings(Plan plan, Map<String, Driver> drivers) {
        this.plan = plan;
        this.drivers = drivers;
    }

    /** Readings for these facts, by host, then by name. One that cannot be had is missing. */
    Map<String, Map<String, String>> of(List<Fact> facts) {
        List<String> hosts = facts.stream().map(Fact::host).distinct().toList();
        List<Map<String, String>> read = Parallel.map(hosts, host -> read(plan.host(host), facts));
        Map<String, Map<String, String>> readings = new HashMap<>();
        for (int i = 0; i < hosts.size(); i++) {
            readings.put(hosts.get(i), read.get(i));
        }
        return readings;
    }

    private Map<String, String> read(Host host, List<Fact> facts) {
        List<Fact> here =
                facts.stream().filter(fact -> fact.host().equals(host.name())).toList();
        Map<String, String> readings = new TreeMap<>();
        for (String id :
                plan.workloads().stream().map(Workload::driver).distinct().toList()) {
            try {
                readings.putAll(drivers.get(id).readings(host, here));
            } catch (RelocationException e) {
                // A reading that cannot be had is missing, which makes its finding "unknown".
                continue;
            }
        }
        return readings;
    }
}

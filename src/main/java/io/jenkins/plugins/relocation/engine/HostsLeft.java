// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at the hosts that a run was to empty: are they? */
final class HostsLeft {
    private final List<String> empty = new ArrayList<>();
    private final List<String> stays = new ArrayList<>();

    private HostsLeft() {}

    /** Looks, when every move of the run has reached its end; before that no host counts as empty. */
    static HostsLeft of(Run run, Map<String, Driver> drivers) {
        HostsLeft left = new HostsLeft();
        if (run.finished()) {
            run.plan().closed().forEach(name -> left.look(run, run.plan().host(name), drivers));
        }
        return left;
    }

    /** Hosts that are empty: safe to power off. */
    List<String> empty() {
        return empty;
    }

    /** What is still on the others, in words. */
    List<String> stays() {
        return stays;
    }

    private void look(Run run, Host host, Map<String, Driver> drivers) {
        List<String> found = new ArrayList<>();
        Set<Long> known = new HashSet<>();
        for (Move move : run.plan().moves()) {
            Phase phase = run.state(move).phase();
            if (move.source().equals(host.name()) && phase != Phase.COMMITTED) {
                found.add("%s: %s, which was not moved".formatted(host.name(), move.workload()));
                known.addAll(processes(run, move, host, drivers));
            }
        }
        for (Driver driver : drivers.values()) {
            if (driver.capabilities().contains(Capability.DISCOVER)) {
                found.addAll(discovered(host, driver, known));
            }
        }
        if (found.isEmpty()) {
            empty.add(host.name());
        }
        stays.addAll(found);
    }

    private static List<Long> processes(Run run, Move move, Host host, Map<String, Driver> drivers) {
        Workload workload = run.plan().workload(move.workload());
        try {
            return DriverRegistry.of(drivers, workload).survey(workload, host).processes();
        } catch (RelocationException e) {
            // It is listed already; which of the host's processes are its own cannot be told.
            return List.of();
        }
    }

    private static List<String> discovered(Host host, Driver driver, Set<Long> known) {
        try {
            return driver.discover(host).stream()
                    .filter(found -> Collections.disjoint(found.processes(), known))
                    .map(found -> "%s: %s, which is not part of the plan".formatted(host.name(), found.description()))
                    .toList();
        } catch (RelocationException e) {
            return List.of("%s: cannot tell what still runs there: %s".formatted(host.name(), e.getMessage()));
        }
    }
}

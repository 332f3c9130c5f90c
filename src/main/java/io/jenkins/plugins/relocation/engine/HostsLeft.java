// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Discovered;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        run.plan().moves().stream()
                .filter(move ->
                        move.source().equals(host.name()) && run.state(move).phase() != Phase.COMMITTED)
                .forEach(move -> found.add("%s: %s was not moved".formatted(host.name(), move.workload())));
        for (Driver driver : drivers.values()) {
            if (driver.capabilities().contains(Capability.DISCOVER)) {
                found.addAll(discovered(host, driver));
            }
        }
        if (found.isEmpty()) {
            empty.add(host.name());
        }
        stays.addAll(found);
    }

    private static List<String> discovered(Host host, Driver driver) {
        try {
            return driver.discover(host).stream()
                    .map(found -> words(host, found))
                    .toList();
        } catch (RelocationException e) {
            return List.of("%s: cannot tell what still runs there: %s".formatted(host.name(), e.getMessage()));
        }
    }

    private static String words(Host host, Discovered found) {
        return "%s: %s still runs there (not part of the plan)".formatted(host.name(), found.description());
    }
}

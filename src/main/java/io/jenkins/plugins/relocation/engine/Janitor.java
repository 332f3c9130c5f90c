// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.Leftovers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds what relocations have left on hosts, says which of it may go and why, and removes that. */
public final class Janitor {
    /** What goes in one round may free what is left for the next: scripts that nothing refers to any more. */
    private static final int ROUNDS = 3;

    private final Surroundings with;
    private final Leftovers leftovers;
    private final Map<String, Driver> drivers;

    public Janitor(Surroundings with, Leftovers leftovers) {
        this.with = with;
        this.leftovers = requireNonNull(leftovers, "leftovers is null");
        this.drivers = with.drivers().create(with.hosts(), with.ticker());
    }

    /** Looks at hosts and changes nothing. */
    public JanitorReport look(List<Host> hosts, JanitorRequest request) {
        return round(hosts, request).report(Map.of());
    }

    /** Removes what may be removed, looks again, and tells what became of it. */
    public JanitorReport clean(List<Host> hosts, JanitorRequest request) {
        Map<JanitorFinding.Key, JanitorFinding> tried = new LinkedHashMap<>();
        JanitorRound round = round(hosts, request);
        for (int count = 0; count < ROUNDS && round.removeBut(tried); count++) {
            round = round(hosts, request);
        }
        return round.report(tried);
    }

    private JanitorRound round(List<Host> hosts, JanitorRequest request) {
        with.directory().learn(hosts);
        return new JanitorRound(leftovers, new Standings(with, drivers), new JanitorRules(request), hosts);
    }
}

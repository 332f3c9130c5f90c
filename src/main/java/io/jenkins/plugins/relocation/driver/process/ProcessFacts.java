// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Capacity;
import io.jenkins.plugins.relocation.driver.HostFacts;
import io.jenkins.plugins.relocation.driver.HostReadings;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The conditions that a plan rests on, and the readings that tell whether they still hold. */
final class ProcessFacts {
    private static final String COMMAND = "process.command:";

    private final Inspector inspector;

    ProcessFacts(Inspector inspector) {
        this.inspector = inspector;
    }

    List<Fact> conditions(Workload workload, ProcessSettings settings, Host from, Host to) {
        ProcessRow root = inspector.root(workload, settings, from);
        Report source = inspector.ask(from, ProcessCommands.host(from));
        Report target = inspector.ask(to, ProcessCommands.host(to));
        Capacity capacity = new Capacity(
                HostReadings.memoryBytes(inspector.ask(from, List.of("report_size", Long.toString(root.pid())))));
        List<Fact> facts = new ArrayList<>(HostFacts.conditions(from, source, to, target, capacity));
        facts.add(new Fact(from.name(), COMMAND + workload.name(), Fact.Relation.EQUAL, root.commandLine()));
        return facts;
    }

    Memory memory(Host host) {
        return HostFacts.memory(host, inspector.ask(host, ProcessCommands.host(host)));
    }

    Map<String, String> readings(Host host, List<Fact> facts) {
        Map<String, String> readings = HostFacts.readings(inspector.ask(host, ProcessCommands.host(host)));
        commands(host, facts, readings);
        return Map.copyOf(readings);
    }

    /** A workload is still the one of the plan when exactly its command line runs on the host. */
    private void commands(Host host, List<Fact> facts, Map<String, String> readings) {
        List<Fact> wanted = facts.stream()
                .filter(fact ->
                        fact.host().equals(host.name()) && fact.reading().startsWith(COMMAND))
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        ProcessTable table = ProcessTable.of(inspector.ask(host, List.of("candidates", "all", "-")));
        for (Fact fact : wanted) {
            table.rows().stream()
                    .map(ProcessRow::commandLine)
                    .filter(fact.value()::equals)
                    .findFirst()
                    .ifPresent(line -> readings.put(fact.reading(), line));
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.Capacity;
import io.jenkins.plugins.relocation.driver.HostFacts;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The conditions that a plan rests on, and the readings that tell whether they still hold. */
final class ContainerFacts {
    private static final String VERSION = "runtime.version:";
    private static final String COMMAND = "container.command:";

    private final ContainerInspector inspector;

    ContainerFacts(ContainerInspector inspector) {
        this.inspector = inspector;
    }

    List<Fact> conditions(Workload workload, ContainerSettings settings, Host from, Host to) {
        Container container = inspector.container(workload, settings, from);
        Capacity capacity =
                new Capacity(inspector.survey(workload, settings, from).memoryBytes());
        Report source = inspector.ask(from, ContainerCommands.host(from));
        Report target = inspector.ask(to, ContainerCommands.host(to));
        List<Fact> facts = new ArrayList<>(HostFacts.conditions(from, source, to, target, capacity));
        String runtime = settings.runtime().program();
        String version = versions(from).getOrDefault(runtime, "not installed");
        facts.add(new Fact(from.name(), VERSION + runtime, Fact.Relation.EQUAL, version));
        facts.add(new Fact(to.name(), VERSION + runtime, Fact.Relation.EQUAL, version));
        facts.add(new Fact(
                from.name(), COMMAND + runtime + ":" + settings.name(), Fact.Relation.EQUAL, container.command()));
        return facts;
    }

    Map<String, String> readings(Host host, List<Fact> facts) {
        Map<String, String> readings = HostFacts.readings(inspector.ask(host, ContainerCommands.host(host)));
        Map<String, String> versions = versions(host);
        for (Fact fact : facts) {
            String reading = fact.reading();
            if (!fact.host().equals(host.name())) {
                continue;
            }
            if (reading.startsWith(VERSION)) {
                readings.put(reading, versions.getOrDefault(reading.substring(VERSION.length()), "not installed"));
            } else if (reading.startsWith(COMMAND)) {
                String[] words = reading.split(":", 3);
                ContainerOutput.container(inspector.ask(host, List.of("report_container", words[1], words[2])))
                        .ifPresent(container -> readings.put(reading, container.command()));
            }
        }
        return Map.copyOf(readings);
    }

    private Map<String, String> versions(Host host) {
        return ContainerOutput.runtimes(
                inspector.ask(host, List.of("report_runtimes")).lines("runtimes"));
    }
}

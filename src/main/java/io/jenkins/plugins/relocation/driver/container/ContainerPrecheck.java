// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.HostChecks;
import io.jenkins.plugins.relocation.driver.NetworkChecks;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.driver.Wire;
import io.jenkins.plugins.relocation.driver.WireChecks;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks both hosts, each once, and lays what they answered before every check of the table. */
final class ContainerPrecheck {
    /** All prechecks of containers. */
    static final List<Check<ContainerAnswers>> TABLE = Stream.of(
                    RuntimeChecks.table(),
                    ContainerChecks.table(),
                    NetworkChecks.<ContainerAnswers>table(),
                    RootfsChecks.table(),
                    PodmanChecks.table(),
                    SupervisorChecks.table(),
                    HostChecks.<ContainerAnswers>table(),
                    WireChecks.<ContainerAnswers>table())
            .flatMap(List::stream)
            .toList();

    private final ContainerInspector inspector;
    private final Wire wire;

    ContainerPrecheck(ContainerInspector inspector, Wire wire) {
        this.inspector = inspector;
        this.wire = wire;
    }

    /** All findings of both ends. A host that does not answer gives findings that say so. */
    List<Finding> findings(Leg leg) {
        ContainerAnswers answers = ask(leg);
        return TABLE.stream().map(check -> check.find(answers)).toList();
    }

    private ContainerAnswers ask(Leg leg) {
        ContainerSettings settings = ContainerSettings.of(leg.workload());
        Report source = Report.EMPTY;
        Report target = Report.EMPTY;
        String sourceTrouble = "";
        String targetTrouble = "";
        Optional<Container> container = Optional.empty();
        try {
            container = ContainerOutput.container(inspector.ask(leg.from(), ContainerCommands.container(settings)));
            source = inspector
                    .ask(
                            leg.from(),
                            ContainerCommands.source(leg, settings, container),
                            ContainerCommands.needs(settings, container))
                    .and(wire.tried(leg));
        } catch (RelocationException e) {
            sourceTrouble = e.getMessage();
        }
        try {
            target = inspector.ask(
                    leg.to(),
                    ContainerCommands.target(leg, settings, container),
                    ContainerCommands.needs(settings, container));
        } catch (RelocationException e) {
            targetTrouble = e.getMessage();
        }
        return new ContainerAnswers(leg, settings, source, target, new Trouble(sourceTrouble, targetTrouble));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.stream.Stream;

/** Asks both hosts, each once, and lays what they answered before every check of the table. */
final class WparPrecheck {
    /** All prechecks of partitions. */
    static final List<Check<WparAnswers>> TABLE = Stream.of(
                    SystemChecks.table(), CompatibilityChecks.table(), PartitionChecks.table(), ArrivalChecks.table())
            .flatMap(List::stream)
            .toList();

    private final WparInspector inspector;

    WparPrecheck(WparInspector inspector) {
        this.inspector = inspector;
    }

    /** All findings of both ends. A host that does not answer gives findings that say so. */
    List<Finding> findings(Leg leg) {
        WparAnswers answers = ask(leg);
        return TABLE.stream().map(check -> check.find(answers)).toList();
    }

    private WparAnswers ask(Leg leg) {
        WparSettings settings = WparSettings.of(leg.workload());
        Report source = Report.EMPTY;
        Report closer = Report.EMPTY;
        Report target = Report.EMPTY;
        String sourceTrouble = "";
        String targetTrouble = "";
        try {
            source = inspector.host(leg.from());
            closer = inspector.ask(leg.from(), WparCommands.wpar(settings.wpar()));
        } catch (RelocationException e) {
            sourceTrouble = e.getMessage();
        }
        try {
            target = inspector
                    .host(leg.to())
                    .and(inspector.ask(leg.to(), WparCommands.exports(), servers(source, settings)));
        } catch (RelocationException e) {
            targetTrouble = e.getMessage();
        }
        return new WparAnswers(leg, settings, source, closer, target, new Trouble(sourceTrouble, targetTrouble));
    }

    /** The NFS servers of the partition's file systems. */
    private static List<String> servers(Report source, WparSettings settings) {
        return Partition.named(source, settings.wpar()).stream()
                .flatMap(partition -> partition.mounts().stream())
                .filter(Partition.Mount::isNfs)
                .map(Partition.Mount::node)
                .filter(node -> node.matches("[A-Za-z0-9][A-Za-z0-9.:_-]*"))
                .distinct()
                .toList();
    }
}

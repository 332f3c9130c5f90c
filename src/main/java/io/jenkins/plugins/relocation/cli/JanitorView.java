// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.JanitorFinding;
import io.jenkins.plugins.relocation.engine.JanitorReport;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.spi.Leftover;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what the janitor says, for people or as one JSON object a line. */
final class JanitorView {
    private final PrintStream out;
    private final boolean json;
    private final boolean verbose;
    private final boolean applied;

    JanitorView(PrintStream out, boolean json, boolean verbose, boolean applied) {
        this.out = out;
        this.json = json;
        this.verbose = verbose;
        this.applied = applied;
    }

    void show(JanitorReport report) {
        if (json) {
            report.findings().forEach(finding -> out.println(Json.line(finding)));
            return;
        }
        Map<String, List<JanitorFinding>> byHost = new LinkedHashMap<>();
        report.findings().forEach(finding -> byHost.computeIfAbsent(finding.host(), h -> new ArrayList<>())
                .add(finding));
        byHost.forEach((host, findings) -> {
            out.printf("host %s%n", host);
            findings.forEach(this::show);
        });
        summary(report);
    }

    private void show(JanitorFinding finding) {
        Leftover leftover = finding.leftover();
        out.printf("  %-11s %-9s %s%s%n", word(finding), leftover.kind().word(), leftover.name(), about(finding));
        out.printf("      why:  %s%n", finding.why());
        if (!finding.does().isEmpty()) {
            out.printf("      %s %s%n", applied ? "did: " : "does:", finding.does());
        }
        if (!finding.said().isEmpty()) {
            out.printf("      said: %s%n", finding.said());
        }
        if (verbose && !leftover.detail().isEmpty()) {
            out.printf("      seen: %s%n", leftover.detail());
        }
    }

    private String word(JanitorFinding finding) {
        return switch (finding.outcome()) {
            case GONE -> "gone";
            case STILL_THERE -> "still there";
            case LEFT -> finding.removable() ? "removable" : "stays";
        };
    }

    private static String about(JanitorFinding finding) {
        Leftover leftover = finding.leftover();
        StringBuilder text = new StringBuilder();
        if (!leftover.run().isEmpty()) {
            text.append(", run %s (%s)".formatted(leftover.run(), finding.standing()));
        }
        if (!leftover.workload().isEmpty()) {
            text.append(", workload ").append(leftover.workload());
        }
        leftover.traits().stream().sorted().forEach(trait -> text.append(", ").append(trait.word()));
        if (!leftover.age().equals(Duration.ZERO)) {
            text.append(", ").append(Units.duration(leftover.age())).append(" old");
        }
        if (leftover.bytes() > 0) {
            text.append(", ").append(Units.size(leftover.bytes()));
        }
        return text.toString();
    }

    private void summary(JanitorReport report) {
        int all = report.findings().size();
        long removable =
                report.findings().stream().filter(JanitorFinding::removable).count();
        if (all == 0) {
            out.println(
                    report.silent().isEmpty()
                            ? "nothing is left of relocations"
                            : "nothing was found on the hosts that answered");
        } else if (applied) {
            out.printf(
                    "%d found, %d removed, %d still there, %d stay%n",
                    all, removable - report.failed().size(), report.failed().size(), all - removable);
        } else {
            out.printf("%d found, %d removable; --apply removes them%n", all, removable);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Command;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Freeze;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Notice;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The report of a rehearsal for people: what ran, what was waited for, what would have been frozen for how long. */
final class ReportText {
    /** Of a longer command the beginning is enough. */
    private static final int LONGEST = 100;

    private final List<String> lines = new ArrayList<>();

    private ReportText() {}

    static List<String> lines(RehearsalResult result) {
        ReportText text = new ReportText();
        text.stages(result.stages());
        text.freezes(result.report());
        text.section("Waited for:", result.report().waits(), ReportText::wait);
        text.section("Commands:", result.report().commands(), ReportText::command);
        if (!result.report().credentials().isEmpty()) {
            text.lines.add("Credentials asked for: "
                    + String.join(", ", result.report().credentials()));
        }
        text.section("Worth knowing:", result.report().notices(), ReportText::notice);
        if (!text.lines.isEmpty()) {
            text.lines.add("Time of the build: " + Units.duration(result.took()));
        }
        return text.lines;
    }

    private void stages(List<StageTiming> stages) {
        if (!stages.isEmpty()) {
            lines.add("Stages:");
        }
        for (StageTiming stage : stages) {
            boolean ran = stage.skipped().isEmpty();
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-9s %10s  %s%s",
                    ran ? stage.result().name() : "skipped",
                    ran ? Units.duration(stage.took()) : "",
                    "  ".repeat(stage.depth()),
                    stage.name()));
        }
    }

    private void freezes(RehearsalReport report) {
        section("Frozen:", report.freezes(), ReportText::freeze);
        Optional<Freeze> longest = report.freezes().stream()
                .max(Comparator.comparing(freeze -> freeze.frozen().orElse(freeze.predicted())));
        longest.filter(freeze -> report.freezes().size() > 1)
                .ifPresent(freeze -> lines.add("  longest: %s, %s%s"
                        .formatted(
                                freeze.workload(),
                                Units.duration(freeze.frozen().orElse(freeze.predicted())),
                                freeze.frozen().isPresent() ? "" : " predicted")));
    }

    private <T> void section(String title, List<T> items, Function<T, String> words) {
        if (!items.isEmpty()) {
            lines.add(title);
            items.forEach(item -> lines.add("  " + words.apply(item)));
        }
    }

    private static String freeze(Freeze freeze) {
        String actual = freeze.frozen()
                .map(frozen -> "%s, predicted ".formatted(Units.duration(frozen)))
                .orElse("not frozen here, predicted ");
        return "%s: %s to %s: %s%s, nine of ten within %s; %s"
                .formatted(
                        freeze.workload(),
                        freeze.source(),
                        freeze.target(),
                        actual,
                        Units.duration(freeze.predicted()),
                        Units.duration(freeze.predictedP90()),
                        freeze.state());
    }

    private static String wait(Wait wait) {
        return "line %d: %s, %s: %s after %s"
                .formatted(
                        wait.line(),
                        wait.kind().name().toLowerCase(Locale.ROOT),
                        wait.what(),
                        wait.outcome(),
                        Units.duration(wait.took()));
    }

    private static String command(Command command) {
        String first = command.command().lines().findFirst().orElse("");
        boolean whole = first.equals(command.command()) && first.length() <= LONGEST;
        String shown = whole ? first : first.substring(0, Math.min(first.length(), LONGEST)) + " …";
        String outcome =
                switch (command.outcome()) {
                    case NOT_RUN -> "not run";
                    case ANSWERED -> "answered, status " + command.status();
                    case RUN -> "status " + command.status();
                };
        return "line %d: %s: %s".formatted(command.line(), outcome, shown);
    }

    private static String notice(Notice notice) {
        return notice.line() == 0 ? notice.text() : "line %d: %s".formatted(notice.line(), notice.text());
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.util.List;

/** Writes a rehearsal down as Jenkins's console does, with a summary of the stages at the end. */
public final class ConsoleView implements RehearsalListener {
    private final PrintStream out;

    public ConsoleView(PrintStream out) {
        this.out = requireNonNull(out, "out is null");
    }

    @Override
    public synchronized void on(RehearsalEvent event) {
        if (event instanceof RehearsalEvent.StepStarted step) {
            pipeline(step.branch(), step.step(), step.detail(), step.line());
        } else if (event instanceof RehearsalEvent.StageStarted stage) {
            pipeline(stage.branch(), "stage", stage.name(), stage.line());
        } else if (event instanceof RehearsalEvent.Said said) {
            lines(said.branch(), "", said.text());
        } else if (event instanceof RehearsalEvent.Noted noted) {
            lines(noted.branch(), "(rehearsal) ", noted.text());
        } else if (event instanceof RehearsalEvent.Warned warned) {
            lines(warned.branch(), "WARNING: ", warned.text());
        } else if (event instanceof RehearsalEvent.StageEnded ended) {
            skipped(ended);
        } else if (event instanceof RehearsalEvent.Finished finished) {
            summary(finished.result());
        }
        out.flush();
    }

    private void pipeline(String branch, String step, String detail, int line) {
        String what = detail.isEmpty() ? step : "%s (%s)".formatted(step, detail);
        lines(branch, "[Pipeline] ", line == 0 ? what : "%s at line %d".formatted(what, line));
    }

    private void skipped(RehearsalEvent.StageEnded ended) {
        StageTiming stage = ended.stage();
        if (!stage.skipped().isEmpty()) {
            lines(ended.branch(), "", "Stage \"%s\" skipped %s".formatted(stage.name(), stage.skipped()));
        }
    }

    private void summary(RehearsalResult result) {
        List<String> report = ReportText.lines(result);
        if (!report.isEmpty()) {
            out.println();
            report.forEach(out::println);
        }
        result.error().ifPresent(error -> out.println("ERROR: " + error.explain()));
        out.println("Finished: " + result.result());
    }

    private void lines(String branch, String prefix, String text) {
        String start = branch.isEmpty() ? prefix : "[%s] %s".formatted(branch, prefix);
        text.lines().forEach(line -> out.println(start + line));
    }
}

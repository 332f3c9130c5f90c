// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.planner.CostText;
import io.jenkins.plugins.relocation.planner.FindingText;
import io.jenkins.plugins.relocation.planner.PlanText;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes events for people: a line for each thing worth reading, progress in place on a terminal, seldom elsewhere. */
final class HumanView implements RelocationListener {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final long TERMINAL_PAUSE = 100_000_000L;
    private static final long LOG_PAUSE = 5_000_000_000L;
    /** Why a phase was entered has been said in full when it went wrong. */
    private static final int LONGEST_DETAIL = 100;

    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean verbose;
    private final Map<String, TransferMeter> meters = new HashMap<>();
    private final Map<String, RelocationEvent.Probed> lastProbed = new HashMap<>();
    private long lastProgress;
    private boolean progressShown;

    HumanView(PrintStream out, boolean terminal, boolean verbose) {
        this.out = out;
        this.terminal = terminal;
        this.verbose = verbose;
    }

    @Override
    public synchronized void on(RelocationEvent event) {
        if (event instanceof RelocationEvent.Planned planned) {
            out.print(PlanText.render(planned.plan()));
        } else if (event instanceof RelocationEvent.Prechecked checked) {
            findings(checked.findings());
        } else if (event instanceof RelocationEvent.RunStarted run) {
            line("", "run %s %s of plan %s".formatted(run.run(), run.continued() ? "continues" : "begins", run.plan()));
        } else if (event instanceof RelocationEvent.PhaseChanged change) {
            line(
                    change.workload(),
                    "%-12s %s%s".formatted(change.to(), change.to().holds(), detail(change.detail())));
        } else if (event instanceof RelocationEvent.ActStarted act) {
            if (verbose) {
                line(act.workload(), "  " + act.act());
            }
        } else if (event instanceof RelocationEvent.Transferred bytes) {
            progress(bytes);
        } else if (event instanceof RelocationEvent.Probed probed) {
            probe(probed);
        } else if (event instanceof RelocationEvent.Noted note) {
            line(note.workload(), "  " + note.text());
        } else if (event instanceof RelocationEvent.Warned warning) {
            line(warning.workload(), "! " + warning.text());
        } else if (event instanceof RelocationEvent.OperatorNeeded needed) {
            line(needed.workload(), "!! NEEDS AN OPERATOR: " + needed.why());
            needed.advice().forEach(advice -> line(needed.workload(), "!!   " + advice));
        } else if (event instanceof RelocationEvent.StepEnded ended) {
            result(ended.result());
        }
    }

    /** Writes where every move of a run stands. */
    void result(RunResult result) {
        clearProgress();
        int width = result.moves().stream()
                .mapToInt(m -> m.workload().length())
                .max()
                .orElse(0);
        for (RunResult.MoveResult move : result.moves()) {
            out.printf(
                    "  %-" + Math.max(1, width) + "s  %s → %s  %-14s %s%s%n",
                    move.workload(),
                    move.source(),
                    move.target(),
                    move.phase(),
                    move.holds(),
                    comma(CostText.ofMove(move)));
        }
        CostText.total(result).ifPresent(text -> out.println("  " + text));
        result.stays().forEach(text -> out.println("  still there: " + text));
        result.empty().forEach(host -> out.printf("  host %s is empty: safe to power off%n", host));
        if (!result.head().isEmpty()) {
            out.println("  " + result.head());
        }
    }

    private static String comma(String text) {
        return text.isEmpty() ? "" : ", " + text;
    }

    /** A probe may be asked many times a minute; the same answer again is not worth a line. */
    private void probe(RelocationEvent.Probed probed) {
        if (!probed.equals(lastProbed.put(probed.workload() + probed.probe(), probed))) {
            line(
                    probed.workload(),
                    "  probe %s %s: %s".formatted(probed.probe(), probed.passed() ? "passed" : "failed", probed.saw()));
        }
    }

    /** Findings that block are told by the step that ends because of them. */
    private void findings(List<Finding> findings) {
        clearProgress();
        List<Finding> shown = findings.stream()
                .filter(finding -> verbose || finding.verdict() != Finding.Verdict.PASS && !finding.blocks())
                .toList();
        FindingText.lines(shown).forEach(line -> out.println("  " + line));
        long passed = findings.stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.PASS)
                .count();
        out.printf(
                "  %d of %d prechecks passed%s%n",
                passed, findings.size(), findings.stream().anyMatch(Finding::blocks) ? ", nothing can be moved" : "");
    }

    private void progress(RelocationEvent.Transferred bytes) {
        long now = System.nanoTime();
        if (bytes.done() == 0 && bytes.total() == 0) {
            return;
        }
        String key = bytes.workload() + " " + bytes.what();
        TransferMeter meter = meters.computeIfAbsent(key, k -> new TransferMeter(now));
        if (now - lastProgress < (terminal ? TERMINAL_PAUSE : LOG_PAUSE)) {
            return;
        }
        lastProgress = now;
        String text = "  %s  %s".formatted(key, meter.describe(bytes.done(), bytes.total(), now));
        if (terminal) {
            out.print(CLEAR_LINE + text);
            out.flush();
            progressShown = true;
        } else {
            out.println(text);
        }
    }

    private void line(String workload, String text) {
        clearProgress();
        out.printf("%s  %-12s %s%n", CLOCK.format(LocalTime.now()), workload, text.stripTrailing());
    }

    private void clearProgress() {
        if (progressShown) {
            out.print(CLEAR_LINE);
            progressShown = false;
        }
    }

    private static String detail(String detail) {
        String line = detail.lines().findFirst().orElse("");
        String shown = line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) + "…" : line;
        return shown.isEmpty() ? "" : " (" + shown + ")";
    }
}

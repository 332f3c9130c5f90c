// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import io.jenkins.plugins.relocation.planner.CostText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says events in words. */
final class EventText {
    private EventText() {}

    /** The lines of one event, at least one. */
    static List<String> lines(RelocationEvent event) {
        if (event instanceof RelocationEvent.Planned planned) {
            return planned(planned.plan());
        }
        if (event instanceof RelocationEvent.Prechecked prechecked) {
            return prechecked(prechecked);
        }
        if (event instanceof RelocationEvent.StepEnded ended) {
            return ended(ended.result());
        }
        if (event instanceof RelocationEvent.OperatorNeeded needed) {
            return operatorNeeded(needed);
        }
        return List.of(line(event));
    }

    private static List<String> operatorNeeded(RelocationEvent.OperatorNeeded needed) {
        List<String> lines = new ArrayList<>();
        lines.add("NEEDS AN OPERATOR: " + about(needed.workload(), needed.why()));
        needed.advice().forEach(advice -> lines.add("  " + advice));
        return lines;
    }

    private static String line(RelocationEvent event) {
        if (event instanceof RelocationEvent.RunStarted started) {
            return "Run %s of plan %s %s"
                    .formatted(started.run(), started.plan(), started.continued() ? "continues" : "starts");
        }
        if (event instanceof RelocationEvent.PhaseChanged changed) {
            return "%s: %s → %s (%s)%s"
                    .formatted(
                            changed.workload(),
                            changed.from(),
                            changed.to(),
                            changed.to().holds(),
                            suffix(changed.detail()));
        }
        if (event instanceof RelocationEvent.ActStarted started) {
            return "%s: %s".formatted(started.workload(), started.act());
        }
        if (event instanceof RelocationEvent.Noted noted) {
            return about(noted.workload(), noted.text());
        }
        if (event instanceof RelocationEvent.Warned warned) {
            return "WARNING: " + about(warned.workload(), warned.text());
        }
        if (event instanceof RelocationEvent.Transferred transferred) {
            return transferred(transferred, 0);
        }
        if (event instanceof RelocationEvent.Probed probed) {
            return probed(probed);
        }
        throw new IllegalStateException("no words for " + event.getClass().getName());
    }

    /** Progress on one line; rate 0: not known. */
    static String transferred(RelocationEvent.Transferred event, long bytesPerSecond) {
        String of = event.total() > 0
                ? String.format(
                        Locale.ROOT,
                        " of %s (%d %%)",
                        HumanText.bytes(event.total()),
                        Math.min(100, event.done() * 100 / event.total()))
                : "";
        String rate = bytesPerSecond > 0 ? ", " + HumanText.bytes(bytesPerSecond) + "/s" : "";
        return "%s: %s %s%s%s".formatted(event.workload(), event.what(), HumanText.bytes(event.done()), of, rate);
    }

    static String probed(RelocationEvent.Probed event) {
        return "%s: probe %s %s: %s"
                .formatted(event.workload(), event.probe(), event.passed() ? "passed" : "did not pass", event.saw());
    }

    private static List<String> planned(Plan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("Plan %s: %s; %s in %s; SHA-256 %s"
                .formatted(
                        plan.id(),
                        plan.goal().describe(),
                        count(plan.moves().size(), "move"),
                        count(plan.waves().size(), "wave"),
                        plan.digest()));
        for (Wave wave : plan.waves()) {
            wave.moves().forEach(move -> lines.add("  wave %d: %s".formatted(wave.number(), planned(move))));
        }
        plan.stays().forEach(stays -> lines.add("  stays: " + stays));
        return lines;
    }

    private static String planned(Move move) {
        return "%s, %s, frozen for %s, %s%s"
                .formatted(
                        move.describe(),
                        HumanText.bytes(move.prediction().memoryBytes()),
                        move.prediction().describe(),
                        move.transfer().describe(),
                        move.heldSource() ? "" : "; the source cannot be held: no way back once it has moved");
    }

    private static List<String> prechecked(RelocationEvent.Prechecked event) {
        List<String> lines = new ArrayList<>();
        List<Finding> open = event.findings().stream()
                .filter(finding -> finding.verdict() != Finding.Verdict.PASS)
                .toList();
        long blocking = open.stream().filter(Finding::blocks).count();
        lines.add("Prechecks of plan %s: %d passed, %d did not, %d of them required"
                .formatted(event.plan(), event.findings().size() - open.size(), open.size(), blocking));
        open.forEach(finding -> lines.add("  " + finding(finding)));
        return lines;
    }

    private static String finding(Finding finding) {
        return "%s %s %s on %s%s: %s%s"
                .formatted(
                        finding.verdict(),
                        finding.required() ? "(required)" : "(optional)",
                        finding.check(),
                        finding.host(),
                        finding.workload().isEmpty() ? "" : " for " + finding.workload(),
                        finding.message(),
                        finding.remedy().isEmpty() ? "" : ". What to do: " + finding.remedy());
    }

    private static List<String> ended(RunResult result) {
        List<String> lines = new ArrayList<>();
        for (MoveResult move : result.moves()) {
            String cost = CostText.ofMove(move);
            lines.add("%s: %s → %s: %s (%s)%s%s"
                    .formatted(
                            move.workload(),
                            move.source(),
                            move.target(),
                            move.phase(),
                            move.holds(),
                            cost.isEmpty() ? "" : ", " + cost,
                            suffix(move.problem())));
        }
        CostText.total(result).ifPresent(lines::add);
        result.stays().forEach(stays -> lines.add("Still there: " + stays));
        result.empty().forEach(host -> lines.add("Host %s is empty: safe to power off".formatted(host)));
        if (!result.head().isEmpty()) {
            lines.add(result.head());
        }
        lines.add(
                "Run %s is %s".formatted(result.run(), result.settled() ? "settled" : "not settled: sources are held"));
        return lines;
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String about(String workload, String text) {
        return workload.isEmpty() ? text : workload + ": " + text;
    }

    private static String suffix(String detail) {
        return detail.isEmpty() ? "" : ": " + detail;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Finding;

/** Says the entries of a journal in words, one line each. */
final class EntryText {
    private EntryText() {}

    static String of(Entry entry) {
        return HumanText.line(words(entry));
    }

    private static String words(Entry entry) {
        if (entry instanceof Entry.RunOpened opened) {
            return "run %s of plan %s opened by %s".formatted(opened.run(), opened.plan(), opened.who());
        }
        if (entry instanceof Entry.StepAsked asked) {
            return "%s asked for by %s%s"
                    .formatted(asked.step(), asked.who(), asked.wave() == 0 ? "" : ", wave " + asked.wave());
        }
        if (entry instanceof Entry.Prechecked checked) {
            long open = checked.findings().stream()
                    .filter(finding -> finding.verdict() != Finding.Verdict.PASS)
                    .count();
            return "prechecks: %d findings, %d of them no pass"
                    .formatted(checked.findings().size(), open);
        }
        if (entry instanceof Entry.RunSettled settled) {
            return "run settled: %d committed, %d rolled back, %d untouched"
                    .formatted(settled.committed(), settled.rolledBack(), settled.untouched());
        }
        if (entry instanceof Entry.HeadSigned signed) {
            return "line %d signed with key %s".formatted(signed.line(), signed.key());
        }
        if (entry instanceof Entry.TailDropped dropped) {
            return "%d bytes of a line that was cut off were removed".formatted(dropped.bytes());
        }
        return ofMove(entry);
    }

    private static String ofMove(Entry entry) {
        if (entry instanceof Entry.AttemptOpened opened) {
            return "%s: attempt %d, epoch %d".formatted(opened.workload(), opened.attempt(), opened.epoch());
        }
        if (entry instanceof Entry.Intended intended) {
            return "%s: about to %s%s"
                    .formatted(intended.workload(), intended.act().words(), suffix(intended.detail()));
        }
        if (entry instanceof Entry.Ended ended) {
            return "%s: %s: %s%s%s"
                    .formatted(
                            ended.workload(),
                            ended.act().words(),
                            ended.outcome(),
                            suffix(ended.seen()),
                            suffix(ended.message()));
        }
        if (entry instanceof Entry.PhaseEntered entered) {
            return "%s: %s → %s%s"
                    .formatted(entered.workload(), entered.from(), entered.to(), suffix(entered.detail()));
        }
        if (entry instanceof Entry.ProbeEnded probe) {
            return "%s: probe %s on %s %s after %d tries%s"
                    .formatted(
                            probe.workload(),
                            probe.probe(),
                            probe.host(),
                            probe.passed() ? "passed" : "did not pass",
                            probe.attempts(),
                            suffix(probe.saw()));
        }
        return ofFigure(entry);
    }

    private static String ofFigure(Entry entry) {
        if (entry instanceof Entry.FreezeMeasured measured) {
            return "%s: nobody ran it for %s".formatted(measured.workload(), HumanText.duration(measured.freeze()));
        }
        if (entry instanceof Entry.MoveMeasured measured) {
            return "%s: sent %s in the freeze"
                    .formatted(
                            measured.workload(), HumanText.bytes(measured.cost().bytes()));
        }
        if (entry instanceof Entry.Problem problem) {
            return "%sproblem %s: %s"
                    .formatted(
                            problem.workload().isEmpty() ? "" : problem.workload() + ": ",
                            problem.code(),
                            problem.message());
        }
        if (entry instanceof Entry.LossAccepted accepted) {
            return "%s: goes on from its %s; %s accepted what is lost: %s"
                    .formatted(accepted.workload(), accepted.from(), accepted.by(), accepted.why());
        }
        if (entry instanceof Entry.Resolved resolved) {
            return "%s: %s, as %s stated: %s"
                    .formatted(resolved.workload(), resolved.outcome(), resolved.who(), resolved.reason());
        }
        if (entry instanceof Entry.TakeOverOpened opened) {
            return "%s: taken over by %s: %s".formatted(opened.workload(), opened.who(), opened.reason());
        }
        if (entry instanceof Entry.TakeOverEnded ended) {
            return "%s: guards free, epoch %d".formatted(ended.workload(), ended.epoch());
        }
        throw new IllegalStateException("no words for " + entry.getClass().getName());
    }

    private static String suffix(String detail) {
        return detail.isEmpty() ? "" : ": " + detail;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.StepResult;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Command;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Freeze;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Notice;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Outcome;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Wait;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.WaitKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes down what a rehearsal does, for its report. Thread-safe. */
final class Recorder {
    /** How long Jenkins lets a build go on after a timeout before it ends it for good. */
    private static final Duration AFTER_TIMEOUT = Duration.ofMinutes(1);

    private final Build build;
    private final List<Command> commands = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private final Map<String, Freeze> freezes = new LinkedHashMap<>();
    private final Set<String> credentials = new LinkedHashSet<>();
    private final Set<Notice> notices = new LinkedHashSet<>();

    Recorder(Build build) {
        this.build = build;
    }

    synchronized void command(int line, String command, Outcome outcome, int status) {
        commands.add(new Command(line, stage(), build.output().mask(command.strip()), outcome, status));
    }

    /** Something was waited for; it began at that time of the build's clock. */
    void waited(int line, WaitKind kind, String what, long began, String outcome) {
        Duration took = Duration.ofNanos(Math.max(0, build.clock().nanos() - began));
        synchronized (this) {
            waits.add(
                    new Wait(line, stage(), kind, Output.oneLine(build.output().mask(what)), took, outcome));
        }
    }

    synchronized void credentials(String id) {
        credentials.add(id);
    }

    synchronized void notice(int line, String text) {
        notices.add(new Notice(line, Output.oneLine(build.output().mask(text))));
    }

    /** A post section ran after the build was told to end. */
    void afterTheEnd(Directive section, long nanos) {
        Duration took = Duration.ofNanos(nanos);
        if (took.compareTo(AFTER_TIMEOUT) > 0) {
            notice(
                    section.line(),
                    "post section %s took %s after the build was told to end; after a timeout Jenkins gives it %s"
                            .formatted(section.name(), Units.duration(took), Units.duration(AFTER_TIMEOUT)));
        }
    }

    /** What a relocation step returned. */
    synchronized void saw(StepResult result) {
        if (result instanceof PlanResult plan) {
            plan.waves().forEach(wave -> wave.moves().forEach(move -> planned(plan.id(), move)));
        } else if (result instanceof RunResult run) {
            run.moves().forEach(move -> moved(run.plan(), move));
        }
    }

    synchronized RehearsalReport report() {
        return new RehearsalReport(
                commands, waits, List.copyOf(freezes.values()), List.copyOf(credentials), List.copyOf(notices));
    }

    private void planned(String plan, Move move) {
        freezes.put(
                plan + " " + move.workload(),
                new Freeze(
                        plan,
                        move.workload(),
                        move.source(),
                        move.target(),
                        move.prediction().freeze(),
                        move.prediction().freezeP90(),
                        Optional.empty(),
                        "planned"));
    }

    private void moved(String plan, RunResult.MoveResult move) {
        boolean real = !build.options().drill().planOnly() && !move.freeze().isZero();
        freezes.put(
                plan + " " + move.workload(),
                new Freeze(
                        plan,
                        move.workload(),
                        move.source(),
                        move.target(),
                        move.prediction().freeze(),
                        move.prediction().freezeP90(),
                        real ? Optional.of(move.freeze()) : Optional.empty(),
                        move.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    }

    private String stage() {
        return build.frame().stages().stream().map(StageLog.Entry::name).collect(Collectors.joining(" / "));
    }
}

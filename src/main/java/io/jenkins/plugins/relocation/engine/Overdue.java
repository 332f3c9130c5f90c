// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.journal.Line;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A wave with workloads that run unverified on their targets for longer than their owners allow ({@code holdDeadline}): whoever
 * was to verify them has forgotten it, or is gone. Verifying it now commits them, or brings them back.
 *
 * @param run id of the run
 * @param plan id of its plan
 * @param wave number of the wave
 * @param workloads names of those that are overdue
 * @param who asked for their run's last step
 */
public record Overdue(String run, String plan, int wave, List<String> workloads, String who) {
    public Overdue {
        workloads = List.copyOf(workloads);
    }

    /**
     * All of them in a store, as of now. Runs whose journal cannot be read are left out: pages and status tell of them.
     *
     * @param ended tells of a run whether it has ended; asked first, since it may know without reading a journal
     */
    public static List<Overdue> in(RunStore store, Instant now, Predicate<String> ended) {
        List<Overdue> found = new ArrayList<>();
        for (String run : store.runs()) {
            try {
                if (!ended.test(run)) {
                    found.addAll(of(store, run, now));
                }
            } catch (RelocationException e) {
                continue;
            }
        }
        return found;
    }

    private static List<Overdue> of(RunStore store, String run, Instant now) {
        List<Line> lines = JournalReader.read(store.journal(run)).lines();
        Optional<String> planId = store.planOf(run);
        if (planId.isEmpty()) {
            return List.of();
        }
        Plan plan = store.plan(planId.get());
        List<Overdue> found = new ArrayList<>();
        for (Wave wave : plan.waves()) {
            List<String> late = wave.moves().stream()
                    .filter(move -> isLate(plan, move, lines, now))
                    .map(Move::workload)
                    .toList();
            if (!late.isEmpty()) {
                found.add(new Overdue(run, plan.id(), wave.number(), late, asker(lines)));
            }
        }
        return found;
    }

    private static boolean isLate(Plan plan, Move move, List<Line> lines, Instant now) {
        Optional<Line> last = lines.stream()
                .filter(line -> line.entry() instanceof Entry.PhaseEntered entered
                        && entered.workload().equals(move.workload()))
                .reduce((earlier, later) -> later);
        return last.filter(line -> line.entry() instanceof Entry.PhaseEntered entered
                        && (entered.to() == Phase.RESUMED || entered.to() == Phase.VERIFIED))
                .map(Line::at)
                .filter(at -> at.plus(plan.workload(move.workload()).policy().holdDeadline())
                        .isBefore(now))
                .isPresent();
    }

    private static String asker(List<Line> lines) {
        return lines.stream()
                .map(Line::entry)
                .filter(Entry.StepAsked.class::isInstance)
                .map(entry -> ((Entry.StepAsked) entry).who())
                .reduce((earlier, later) -> later)
                .orElse("");
    }
}

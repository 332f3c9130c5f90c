// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.engine.Standing.Knowledge;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells how runs stand that left something, from this controller's journals, and which host runs their workloads now. */
final class Standings {
    private final Surroundings with;
    private final Map<String, Driver> drivers;
    private final Map<List<String>, Standing> known = new HashMap<>();
    private final Map<List<String>, Optional<Host>> seen = new HashMap<>();

    Standings(Surroundings with, Map<String, Driver> drivers) {
        this.with = with;
        this.drivers = drivers;
    }

    /** How a run, and its move of a workload, stand. */
    Standing of(String run, String workload) {
        return known.computeIfAbsent(List.of(run, workload), key -> read(run, workload));
    }

    /** The one host that runs a workload, as the driver sees it; empty: none, both, or it cannot be seen. */
    Optional<Host> runsOn(String run, String workload) {
        return seen.computeIfAbsent(List.of(run, workload), key -> look(run, workload));
    }

    private Standing read(String run, String workload) {
        if (!Files.exists(with.store().runFolder(run))) {
            return Standing.of(run, Knowledge.UNKNOWN, "");
        }
        try {
            Plan plan = plan(run);
            List<Entry> entries = JournalReader.read(with.store().journal(run)).entries();
            if (entries.stream().noneMatch(Entry.RunSettled.class::isInstance)) {
                return Standing.of(run, Knowledge.OPEN, "");
            }
            return move(plan, workload)
                    .map(move -> new Standing(
                            run,
                            Knowledge.SETTLED,
                            "",
                            Optional.of(MoveState.replay(workload, entries).phase()),
                            Optional.of(plan.host(move.source())),
                            Optional.of(plan.host(move.target()))))
                    .orElseGet(() -> Standing.of(run, Knowledge.DAMAGED, "its plan moves no workload " + workload));
        } catch (RelocationException e) {
            return Standing.of(run, Knowledge.DAMAGED, e.getMessage());
        }
    }

    private Optional<Host> look(String run, String workload) {
        try {
            Plan plan = plan(run);
            MoveState state = MoveState.replay(
                    workload, JournalReader.read(with.store().journal(run)).entries());
            return move(plan, workload).flatMap(move -> look(plan, leg(plan, move, run, state)));
        } catch (RelocationException e) {
            // What cannot be seen proves nothing.
            return Optional.empty();
        }
    }

    /** After a live return what runs belongs to the way back, so both ways are looked at. */
    private Optional<Host> look(Plan plan, Leg out) {
        with.directory().learn(plan.hosts());
        Driver driver = DriverRegistry.of(drivers, out.workload());
        List<Host> running = Stream.of(out, out.reversed())
                .flatMap(leg -> running(leg, driver.observe(leg)))
                .distinct()
                .toList();
        return running.size() == 1 ? Optional.of(running.get(0)) : Optional.empty();
    }

    private static Stream<Host> running(Leg leg, Observation seen) {
        return Stream.of(Leg.End.values())
                .filter(end -> (end == Leg.End.FROM ? seen.from() : seen.to()) == State.RUNNING)
                .map(leg::host);
    }

    private static Leg leg(Plan plan, Move move, String run, MoveState state) {
        return new Leg(
                run,
                Math.max(1, state.attempt()),
                state.epoch(),
                plan.workload(move.workload()),
                plan.host(move.source()),
                plan.host(move.target()),
                move.transfer(),
                Leg.Way.OUT);
    }

    private Plan plan(String run) {
        String plan = with.store()
                .planOf(run)
                .orElseThrow(() -> new RelocationException(
                        ErrorCode.DAMAGED, Names.quote(run) + " is not the name of a run of a plan"));
        return with.store().plan(plan);
    }

    private static Optional<Move> move(Plan plan, String workload) {
        return plan.moves().stream()
                .filter(move -> move.workload().equals(workload))
                .findFirst();
    }
}

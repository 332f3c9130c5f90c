// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Journal;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.planner.Outcome;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens runs, continues them, and tells about them from their journals. */
public final class RunBook {
    /** Runs whose moves are taken into account when the next one is predicted. */
    private static final int REMEMBERED = 100;

    private final RunStore store;
    private final Ticker ticker;

    public RunBook(RunStore store, Ticker ticker) {
        this.store = store;
        this.ticker = ticker;
    }

    /** Continues the open run of a plan, or opens one. The result has the run's lock. */
    Run openFor(Plan plan, Caller caller) {
        RunLock deciding = RunLock.take(store.planLock(plan.id()), "plan " + plan.id(), caller.who());
        try {
            Optional<String> open = openRun(plan.id());
            String id = open.orElseGet(() -> store.newRun(plan));
            if (open.isEmpty()) {
                store.begin(id);
            }
            return enter(id, plan, caller, open.isPresent());
        } finally {
            deciding.close();
        }
    }

    /** Continues a run that is open. */
    Run continueRun(String id, Caller caller) {
        return enter(id, store.plan(planOf(id)), caller, true);
    }

    private Run enter(String id, Plan plan, Caller caller, boolean continued) {
        RunLock lock = RunLock.take(store.runFolder(id).resolve("lock"), "run " + id, caller.who());
        boolean entered = false;
        try {
            Journal journal = Journal.open(store.journal(id), ticker);
            if (journal.entries().isEmpty()) {
                journal.append(new Entry.RunOpened(id, plan.id(), plan.digest(), caller.who()));
            }
            requireOwn(id, plan, journal);
            Run run = new Run(id, plan, journal, lock, caller, store.identity());
            run.tell(new RelocationEvent.RunStarted(id, plan.id(), continued));
            entered = true;
            return run;
        } finally {
            // Also after an Error: this process may go on, and the run with it.
            if (!entered) {
                lock.close();
            }
        }
    }

    /** The journal of another run, or of a run of another plan under the same id, is as good as none. */
    private static void requireOwn(String id, Plan plan, Journal journal) {
        if (journal.entries().get(0) instanceof Entry.RunOpened opened
                && opened.run().equals(id)
                && opened.digest().equals(plan.digest())) {
            return;
        }
        journal.close();
        throw new RelocationException(
                ErrorCode.DAMAGED,
                "the journal in the folder of run %s does not begin as the journal of that run and of plan %s: put back what belongs there"
                        .formatted(id, plan.id()));
    }

    /** Id of the run of a plan that is not settled. */
    public Optional<String> openRun(String plan) {
        return store.runsOf(plan).stream().filter(run -> !closed(run)).findFirst();
    }

    /** Id of the newest run of a plan, settled or not. */
    public Optional<String> latest(String plan) {
        return store.runsOf(plan).stream().reduce((older, newer) -> newer);
    }

    /** Where the moves of a plan stand that was never run. */
    RunResult neverRun(Plan plan) {
        Map<String, MoveState> states = new LinkedHashMap<>();
        plan.moves().forEach(move -> states.put(move.workload(), new MoveState(move.workload())));
        return new RunResult("", plan.id(), Run.results(plan, states), true, List.of(), List.of());
    }

    /** Id of the plan of a run. */
    public String planOf(String run) {
        if (!Files.exists(store.journal(run))) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT, "there is no run %s; relocation status lists the runs".formatted(run));
        }
        return store.planOf(run)
                .orElseThrow(() -> new RelocationException(
                        ErrorCode.BAD_INPUT, "%s is not the name of a run".formatted(Names.quote(run))));
    }

    /** Where a run stands, from its journal alone. */
    public RunResult status(String run) {
        Plan plan = store.plan(planOf(run));
        Map<String, MoveState> states = states(run, plan);
        return new RunResult(
                run,
                plan.id(),
                Run.results(plan, states),
                states.values().stream().allMatch(MoveState::settled),
                List.of(),
                List.of(),
                signedHead(run));
    }

    /** The last head of the journal that was signed; empty: none was. */
    private String signedHead(String run) {
        return JournalReader.read(store.journal(run)).entries().stream()
                .filter(Entry.HeadSigned.class::isInstance)
                .map(Entry.HeadSigned.class::cast)
                .reduce((earlier, later) -> later)
                .map(signed -> signed.of(run).printed())
                .orElse("");
    }

    /** Whether the run was ended: it will not be continued. */
    public boolean closed(String run) {
        return JournalReader.read(store.journal(run)).entries().stream().anyMatch(Entry.RunSettled.class::isInstance);
    }

    /** The moves that a run has committed. */
    public List<Move> committed(String run) {
        Plan plan = store.plan(planOf(run));
        Map<String, MoveState> states = states(run, plan);
        return plan.moves().stream()
                .filter(move -> states.get(move.workload()).phase() == Phase.COMMITTED)
                .toList();
    }

    /** Where workloads are, by name, as far as runs have moved them. */
    public Map<String, String> locations() {
        Map<String, String> locations = new LinkedHashMap<>();
        for (String run : store.runs()) {
            try {
                committed(run).forEach(move -> locations.put(move.workload(), move.target()));
            } catch (RelocationException e) {
                // Told by status. Where its workloads are not, planning finds out when it looks at them.
                continue;
            }
        }
        return locations;
    }

    /** What the moves of earlier runs cost, the oldest first, as far as their journals can be read. */
    List<Outcome> outcomes() {
        List<String> runs = store.runs();
        List<Outcome> outcomes = new ArrayList<>();
        for (String run : runs.subList(Math.max(0, runs.size() - REMEMBERED), runs.size())) {
            try {
                JournalReader.read(store.journal(run)).entries().stream()
                        .filter(Entry.MoveMeasured.class::isInstance)
                        .map(Entry.MoveMeasured.class::cast)
                        .filter(moved -> moved.method() == Entry.MoveMeasured.METHOD
                                || moved.method() == Entry.MoveMeasured.AHEAD)
                        .forEach(moved -> outcomes.add(outcome(moved)));
            } catch (RelocationException e) {
                // Told by status. A prediction rests on what can be read.
                continue;
            }
        }
        return outcomes;
    }

    private static Outcome outcome(Entry.MoveMeasured moved) {
        return new Outcome(
                moved.workload(),
                moved.driver(),
                moved.source(),
                moved.target(),
                moved.method() == Entry.MoveMeasured.AHEAD,
                moved.memoryBytes(),
                moved.freeze(),
                moved.cost());
    }

    private Map<String, MoveState> states(String run, Plan plan) {
        List<Entry> entries = JournalReader.read(store.journal(run)).entries();
        Map<String, MoveState> states = new LinkedHashMap<>();
        plan.moves().forEach(move -> states.put(move.workload(), MoveState.replay(move.workload(), entries)));
        return states;
    }
}

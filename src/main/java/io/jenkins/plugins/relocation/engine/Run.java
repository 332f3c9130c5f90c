// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Journal;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Holder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A run that this engine works on: it has the lock, writes the journal and tells the listener. */
final class Run implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Run.class.getName());

    private final String id;
    private final Plan plan;
    private final Journal journal;
    private final RunLock lock;
    private final Caller caller;
    private final HomeIdentity controller;
    private final AtomicBoolean listenerFailed = new AtomicBoolean();
    private final Map<String, MoveState> states = new LinkedHashMap<>();
    private volatile boolean goesOn;

    Run(String id, Plan plan, Journal journal, RunLock lock, Caller caller, HomeIdentity controller) {
        this.id = id;
        this.plan = plan;
        this.journal = journal;
        this.lock = lock;
        this.caller = caller;
        this.controller = controller;
        List<Entry> entries = journal.entries();
        plan.moves().forEach(move -> states.put(move.workload(), MoveState.replay(move.workload(), entries)));
    }

    String id() {
        return id;
    }

    Plan plan() {
        return plan;
    }

    Caller caller() {
        return caller;
    }

    /** Who works with guards of this run, for whoever is refused. */
    Holder holder() {
        return Holder.of(caller.who(), controller.name());
    }

    MoveState state(Move move) {
        return states.get(move.workload());
    }

    /** Journals an entry; it is on disk when this returns. */
    synchronized void record(Entry entry) {
        journal.append(entry);
        states.values().forEach(state -> state.apply(entry));
    }

    /** Journals that a step was asked for. */
    void asked(String step, int wave) {
        Entry.StepAsked asked = new Entry.StepAsked(step, wave, caller.who(), caller.call());
        goesOn = journal.entries().contains(asked);
        record(asked);
    }

    /** Whether this very call was made before, by an engine that did not come to its end. */
    boolean goesOn() {
        return goesOn;
    }

    /** Takes a move to its next phase. */
    void enter(Move move, Event event, String detail) {
        MoveState state = state(move);
        Phase from = state.phase();
        Phase to = PhaseMachine.next(from, event, state.history());
        record(new Entry.PhaseEntered(move.workload(), from, event.name(), to, detail));
        tell(new RelocationEvent.PhaseChanged(id, move.workload(), from, to, detail));
        if (to == Phase.NEEDS_OPERATOR) {
            tell(new RelocationEvent.OperatorNeeded(id, move.workload(), detail));
        }
    }

    /** Journals a problem and warns. */
    void problem(String workload, ErrorCode code, String message) {
        record(new Entry.Problem(workload, code, message));
        tell(new RelocationEvent.Warned(id, workload, message));
    }

    /** Tells the listener, whose own problems are not ours. */
    void tell(RelocationEvent event) {
        try {
            caller.listener().on(event);
        } catch (RuntimeException e) {
            if (listenerFailed.compareAndSet(false, true)) {
                LOG.log(Level.WARNING, "a listener failed; its further failures in run " + id + " are not logged", e);
            }
        }
    }

    /** Whether every move has reached its end. */
    boolean finished() {
        return states.values().stream().allMatch(state -> state.phase().settled());
    }

    /** Whether nothing of the run is under way. */
    boolean settled() {
        return states.values().stream().allMatch(MoveState::settled);
    }

    /** Whether the run has not begun with any move. */
    boolean untouched() {
        return states.values().stream().allMatch(state -> state.phase() == Phase.PLANNED && !state.opened());
    }

    boolean all(Phase phase) {
        return count(phase) == states.size();
    }

    boolean none(Phase phase) {
        return count(phase) == 0;
    }

    /** Ends the run. A settled run is never continued; the plan may be run again as another run. */
    void settle() {
        record(new Entry.RunSettled(count(Phase.COMMITTED), count(Phase.ROLLED_BACK), count(Phase.PLANNED)));
    }

    /** Signs what the journal holds by now; returns the line that tells it. */
    synchronized String sign() {
        return journal.sign(id, controller.signer()).printed();
    }

    RunResult result(List<String> empty, List<String> stays) {
        return new RunResult(id, plan.id(), results(plan, states), settled(), empty, stays);
    }

    static List<MoveResult> results(Plan plan, Map<String, MoveState> states) {
        return plan.moves().stream()
                .map(move -> {
                    MoveState state = states.get(move.workload());
                    return new MoveResult(
                            move.workload(),
                            move.source(),
                            move.target(),
                            state.phase(),
                            state.phase().holds(),
                            state.freeze(),
                            move.prediction(),
                            state.cost(),
                            state.problem().orElse(""));
                })
                .toList();
    }

    private int count(Phase phase) {
        return (int)
                states.values().stream().filter(state -> state.phase() == phase).count();
    }

    @Override
    public void close() {
        try {
            journal.close();
        } finally {
            lock.close();
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.engine.PhaseMachine.Transition;
import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a move stands, as its journal entries tell. Holds nothing that is not in the journal. */
public final class MoveState {
    private static final Set<Act> WAY_BACK =
            EnumSet.of(Act.RETURN_FREEZE, Act.RETURN_RESTORE, Act.RETURN_RESUME, Act.DISCARD_RETURNED, Act.THAW_TARGET);

    private final String workload;
    private final List<Transition> history = new ArrayList<>();
    private final Set<Act> intended = EnumSet.noneOf(Act.class);
    private final Set<Act> done = EnumSet.noneOf(Act.class);
    private Phase phase = Phase.PLANNED;
    private int attempt;
    private boolean opened;
    private boolean returnBegun;
    private long epoch;
    private Duration freeze = Duration.ZERO;
    private FreezeCost cost = FreezeCost.UNKNOWN;
    private String problem = "";
    private Optional<ErrorCode> problemCode = Optional.empty();
    private Optional<Entry.LossAccepted.State> continuesFrom = Optional.empty();

    MoveState(String workload) {
        this.workload = workload;
    }

    /** The state that the entries of a journal leave a workload in. */
    public static MoveState replay(String workload, List<Entry> entries) {
        MoveState state = new MoveState(workload);
        entries.forEach(state::apply);
        return state;
    }

    /** Takes one more entry into account. Entries of other workloads change nothing. */
    void apply(Entry entry) {
        if (entry instanceof Entry.AttemptOpened begun && begun.workload().equals(workload)) {
            attempt = begun.attempt();
            epoch = begun.epoch();
            opened = true;
        } else if (entry instanceof Entry.Intended begun && begun.workload().equals(workload)) {
            intended.add(begun.act());
            returnBegun |= begun.act() == Act.RETURN_FREEZE;
            done.remove(begun.act());
        } else if (entry instanceof Entry.Ended ended && ended.workload().equals(workload)) {
            if (ended.outcome() == Entry.Ended.Outcome.DONE) {
                done.add(ended.act());
            }
        } else if (entry instanceof Entry.PhaseEntered entered
                && entered.workload().equals(workload)) {
            history.add(new Transition(entered.from(), Event.valueOf(entered.event()), entered.to()));
            phase = entered.to();
            forget(Event.valueOf(entered.event()));
        } else if (entry instanceof Entry.FreezeMeasured measured
                && measured.workload().equals(workload)) {
            freeze = freeze.plus(measured.freeze());
        } else if (entry instanceof Entry.MoveMeasured moved && moved.workload().equals(workload)) {
            cost = moved.cost();
        } else if (entry instanceof Entry.Problem found && found.workload().equals(workload)) {
            problem = found.message();
            problemCode = Optional.of(found.code());
        } else if (entry instanceof Entry.LossAccepted accepted
                && accepted.workload().equals(workload)) {
            continuesFrom = Optional.of(accepted.from());
        }
    }

    /** After a retry nothing of the earlier attempt counts; after an abandoned return nothing of the way back does. */
    private void forget(Event event) {
        if (event == Event.RETRY_DECIDED) {
            intended.clear();
            done.clear();
            continuesFrom = Optional.empty();
            problem = "";
            problemCode = Optional.empty();
            opened = false;
            returnBegun = false;
        } else if (event == Event.RETURN_ABANDONED) {
            intended.removeAll(WAY_BACK);
            done.removeAll(WAY_BACK);
            continuesFrom = Optional.empty();
        }
    }

    public String workload() {
        return workload;
    }

    public Phase phase() {
        return phase;
    }

    /** Whether the present attempt has been opened: something may have been done on the hosts. */
    public boolean opened() {
        return opened;
    }

    /** Whether the present attempt ever began a way back, though it may have been abandoned: what belongs to it may be left. */
    boolean returnBegun() {
        return returnBegun;
    }

    /** Number of the latest attempt; 0: none was opened. */
    public int attempt() {
        return attempt;
    }

    /** Epoch of the present attempt; 0: none was opened. */
    public long epoch() {
        return epoch;
    }

    /** How long nobody ran it so far in this run. */
    public Duration freeze() {
        return freeze;
    }

    /** Where the time of the last way out went. */
    public FreezeCost cost() {
        return cost;
    }

    /** The last problem; empty: none. */
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    /** Whose problem the last one is; empty: none. */
    Optional<ErrorCode> problemCode() {
        return problemCode;
    }

    /** Transitions so far, oldest first. */
    public List<Transition> history() {
        return List.copyOf(history);
    }

    /** Whether the intention to do this was ever journalled: it may have happened. */
    public boolean mayHave(Act act) {
        return intended.contains(act);
    }

    /** Whether this was done, and read back, since it was last intended. */
    public boolean has(Act act) {
        return done.contains(act);
    }

    /** The earlier state that the move goes back to although something is lost; empty: nothing is to be lost. */
    Optional<Entry.LossAccepted.State> continuesFrom() {
        return continuesFrom;
    }

    /** Whether the run will not touch the move any more, or never touched it. */
    public boolean settled() {
        return phase.settled() || phase == Phase.PLANNED && !opened;
    }
}

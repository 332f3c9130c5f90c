// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.engine.PhaseMachine.Transition;
import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.Situation;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a move to its end that nobody works on any more, from wherever it stands. Before users saw the target it goes back;
 * once they did it is verified there; what was decided before goes on.
 */
final class Recovery {
    private final MoveWork work;
    private final MoveSteps steps;

    Recovery(MoveWork work) {
        this.work = work;
        this.steps = new MoveSteps(work);
    }

    /** What is known of the move, and what {@link #settle} would do. Asks both hosts once and changes nothing. */
    Situation look() {
        String name = work.move().workload();
        Phase phase = work.state().phase();
        if (work.state().settled()) {
            String next = phase.settled() ? "settled: nothing is left to do" : "not begun: nothing is left to do";
            return new Situation(name, phase, "", List.of(), next);
        }
        Leg leg = work.leg();
        Observation seen = work.driver().observe(leg);
        List<String> mayRun = new ArrayList<>();
        if (mayRun(seen.from())) {
            mayRun.add(leg.from().name());
        }
        if (mayRun(seen.to())) {
            mayRun.add(leg.to().name());
        }
        return new Situation(name, phase, work.brief(leg, seen), mayRun, next(phase));
    }

    private static boolean mayRun(State state) {
        return state == State.RUNNING || state == State.UNKNOWN;
    }

    private String next(Phase phase) {
        String source = work.source().name();
        String target = work.target().name();
        return switch (phase) {
            case PLANNED, PRECHECKED, CHECKPOINTED, FROZEN, RESTORED ->
                "recovering it takes it back to %s, or verifies it on %s if it runs there by now"
                        .formatted(source, target);
            case RESUMED, VERIFIED ->
                "recovering it verifies it on %s and commits it, or brings it back to %s live"
                        .formatted(target, source);
            case COMMITTING -> "recovering it goes on giving up the source on %s".formatted(source);
            case ROLLING_BACK -> "recovering it goes on taking it back to %s".formatted(source);
            case RETURNING -> "recovering it goes on bringing it back to %s live".formatted(source);
            case NEEDS_OPERATOR ->
                "recovering it asks both hosts again, and goes on when they agree; nothing is started before";
            case COMMITTED, ROLLED_BACK -> "settled: nothing is left to do";
        };
    }

    /** Settles the move, or leaves it to an operator when a host that is needed to know does not answer. */
    void settle() {
        switch (work.state().phase()) {
            case PLANNED, PRECHECKED, CHECKPOINTED, FROZEN, RESTORED -> backUnlessTargetRuns();
            case ROLLING_BACK, RETURNING -> steps.back("going on");
            case RESUMED, VERIFIED, COMMITTING -> steps.verify();
            case NEEDS_OPERATOR -> establish();
            case COMMITTED, ROLLED_BACK -> {}
        }
    }

    private void backUnlessTargetRuns() {
        if (new BackWays(work).usersMayHaveSeenTheTarget()) {
            work.note("the target runs it; it goes on there");
            steps.verify();
        } else {
            steps.back("nobody worked on it any more");
        }
    }

    /** Hosts that were silent may answer by now. Goes on with what could not be established then. */
    private void establish() {
        Phase before = work.state().history().stream()
                .filter(row -> row.to() == Phase.NEEDS_OPERATOR)
                .reduce((older, newer) -> newer)
                .map(Transition::from)
                .orElse(Phase.ROLLING_BACK);
        Observation seen = work.observe(work.leg());
        if (!seen.known() || seen.shows(State.RUNNING, State.RUNNING)) {
            work.problem(
                    ErrorCode.NEEDS_OPERATOR,
                    "it still cannot be told what became of it: " + work.brief(work.leg(), seen));
            return;
        }
        String shown = "both hosts answer: " + work.brief(work.leg(), seen);
        if (before == Phase.RETURNING) {
            work.enter(Event.RETURN_DECIDED, shown);
            steps.back("going on");
        } else if (before == Phase.RESUMED || before == Phase.VERIFIED || targetMayHaveRun(seen)) {
            work.enter(Event.TARGET_FOUND, shown);
            steps.verify();
        } else if (work.state().phase() == Phase.NEEDS_OPERATOR && isSafeToGoBack(seen)) {
            work.enter(Event.ROLLBACK_DECIDED, shown);
            steps.back("going on");
        }
    }

    /** Also of a copy that ran and is gone by now: users may have been answered by it. */
    private boolean targetMayHaveRun(Observation seen) {
        if (seen.to() == State.RUNNING) {
            return true;
        }
        if (!Revocation.isOut(work) || work.state().has(Act.REVOKE)) {
            return false;
        }
        try {
            Leg leg = work.leg();
            return !work.ask(Act.REVOKE, leg.to().name(), () -> work.driver().revoke(leg));
        } catch (RelocationException e) {
            work.problem(ErrorCode.NEEDS_OPERATOR, e.getMessage());
            return false;
        }
    }

    private boolean isSafeToGoBack(Observation seen) {
        return seen.to() != State.RUNNING
                && (!Revocation.isOut(work) || work.state().has(Act.REVOKE));
    }
}

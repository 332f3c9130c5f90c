// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry.LossAccepted;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.RollbackParameters.To;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;

/** Chooses the way back that fits where a move stands. */
final class BackWays {
    private final MoveWork work;

    BackWays(MoveWork work) {
        this.work = work;
    }

    /**
     * Puts a move back from any phase; a move that is settled or was never begun is left alone.
     *
     * @param accepted whether somebody accepts by name that users' work may be lost
     */
    void back(String why, To to, boolean accepted) {
        MoveState state = work.state();
        String by = accepted ? work.run().caller().who() : "";
        if (state.settled() || state.phase() == Phase.NEEDS_OPERATOR) {
            return;
        }
        if (state.phase() == Phase.COMMITTING) {
            work.problem(
                    ErrorCode.UNSUPPORTED,
                    "its source is already being given up: verify goes on with that; then make a plan that returns it home");
            return;
        }
        if (state.continuesFrom()
                .filter(LossAccepted.State.RESTORE_POINT::equals)
                .isPresent()) {
            new BackToPoint(work).finish();
        } else if (to == To.CHECKPOINT && !goingBack(state.phase())) {
            new BackToPoint(work).begin(by, accepted);
        } else if (usersMayHaveSeenTheTarget()) {
            new LiveReturn(work, new Verification(work)).run(why, by);
        } else if (work.state().phase() != Phase.NEEDS_OPERATOR) {
            new RollBack(work).run(why);
        }
    }

    private static boolean goingBack(Phase phase) {
        return phase == Phase.ROLLING_BACK || phase == Phase.RETURNING;
    }

    /** Whether the target ran. When it was permitted and nobody knows what came of it, the hosts decide. */
    boolean usersMayHaveSeenTheTarget() {
        MoveState state = work.state();
        if (Revocation.isDue(work)) {
            new Revocation(work).findsRunning();
        } else if (state.phase() == Phase.RESTORED && state.mayHave(Act.RESUME)) {
            readBack();
        }
        Phase phase = work.state().phase();
        return phase == Phase.RESUMED || phase == Phase.VERIFIED || phase == Phase.RETURNING;
    }

    private void readBack() {
        Observation seen = work.observe(work.leg());
        if (seen.to() == State.UNKNOWN) {
            String message = "the target may run it and does not say: " + work.brief(work.leg(), seen);
            work.problem(ErrorCode.NEEDS_OPERATOR, message);
            work.enter(Event.OUTCOME_UNKNOWN, message);
        } else if (seen.to() == State.RUNNING) {
            work.enter(Event.TARGET_RESUMED, "read back: " + MoveWork.show(seen));
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;

/** Goes back to the restore point of a move. What happened since is lost, which somebody accepted by name. */
final class BackToPoint {
    private final MoveWork work;

    BackToPoint(MoveWork work) {
        this.work = work;
    }

    /**
     * Takes a move with a restore point to ROLLED_BACK, or to NEEDS_OPERATOR.
     *
     * @throws RelocationException when there is no restore point or the loss was not accepted; nothing was changed
     */
    void begin(String acceptedBy, boolean accepted) {
        String workload = work.move().workload();
        if (!work.state().has(Act.CHECKPOINT)) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "workload %s has no restore point in run %s"
                            .formatted(workload, work.run().id()));
        }
        if (!accepted) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "going back to the restore point loses what users of %1$s did since; when that is acceptable, say acceptLoss: ['%1$s'], on the command line --accept-loss %1$s"
                            .formatted(workload));
        }
        work.run()
                .record(new Entry.LossAccepted(
                        workload, Entry.LossAccepted.State.RESTORE_POINT, acceptedBy, "back to the restore point"));
        boolean ran = work.state().phase().ordinal() >= Phase.RESUMED.ordinal();
        work.enter(ran ? Event.RETURN_DECIDED : Event.ROLLBACK_DECIDED, "back to the restore point");
        finish();
    }

    /** Goes on with what {@link #begin} has begun. */
    void finish() {
        try {
            goBack();
        } catch (RelocationException e) {
            work.problem(ErrorCode.NEEDS_OPERATOR, e.getMessage());
            work.enter(Event.OUTCOME_UNKNOWN, e.getMessage());
            return;
        }
        Leg leg = work.leg();
        Settling settling = new Settling(work);
        settling.tidily(Act.ADOPT_SOURCE, leg.from().name(), () -> work.driver().adopt(leg, Leg.End.FROM));
        settling.cleanUp();
        work.enter(
                work.state().phase() == Phase.RETURNING ? Event.RETURNED : Event.PUT_BACK,
                "continued from the restore point");
    }

    private void goBack() {
        Leg leg = work.leg();
        Driver driver = work.driver();
        if (work.state().mayHave(Act.FREEZE)) {
            work.act(Act.DISCARD_TARGET, leg, () -> driver.discard(leg, Leg.End.TO), seen -> seen.to() == State.ABSENT);
        }
        // Of the way back: its pid file and the like stay for what continues here.
        Leg back = leg.reversed();
        work.act(Act.DISCARD_STALE, leg, () -> driver.discard(back, Leg.End.TO), seen -> seen.from() == State.ABSENT);
        work.act(
                Act.CONTINUE_FROM_CHECKPOINT,
                leg,
                () -> driver.restorePoint(leg, Driver.RestorePointUse.CONTINUE),
                seen -> seen.shows(State.RUNNING, State.ABSENT));
    }
}

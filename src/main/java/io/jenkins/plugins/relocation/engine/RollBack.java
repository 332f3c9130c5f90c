// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;

/** Puts a move back that users never saw on the target: the target's copy goes, the held source continues. */
final class RollBack {
    private final MoveWork work;

    RollBack(MoveWork work) {
        this.work = work;
    }

    /**
     * Takes a move from any phase before RESUMED to ROLLED_BACK, or to NEEDS_OPERATOR when it cannot be established that
     * the target does not run it.
     */
    void run(String why) {
        if (work.state().phase() != Phase.ROLLING_BACK) {
            work.enter(Event.ROLLBACK_DECIDED, why);
        }
        try {
            putBack();
        } catch (RelocationException e) {
            if (!isNowhere(e)) {
                unknown(e.getMessage());
                return;
            }
            if (!isStartedAnew()) {
                unknown(e.getMessage() + "; " + work.nowhere());
                return;
            }
        }
        Settling settling = new Settling(work);
        Leg leg = work.leg();
        Driver driver = work.driver();
        if (work.state().mayHave(Act.PREPARE)) {
            settling.tidilyOnce(Act.ADOPT_SOURCE, leg.from().name(), () -> driver.adopt(leg, Leg.End.FROM));
            new Hooks(work).run(Hook.Point.ON_ROLLBACK, work.source());
        }
        if (work.state().mayHave(Act.CHECKPOINT)) {
            settling.tidily(
                    Act.CLEAN_UP, "restore point", () -> driver.restorePoint(leg, Driver.RestorePointUse.REMOVE));
        }
        if (work.state().mayHave(Act.TAKE_GUARDS)) {
            settling.cleanUp();
        }
        work.enter(Event.PUT_BACK, "source runs as before");
    }

    private void unknown(String message) {
        work.problem(ErrorCode.NEEDS_OPERATOR, message);
        work.enter(Event.OUTCOME_UNKNOWN, message);
    }

    /**
     * The power of the source has taken it along, and the target never ran it: where a supervisor would have started it at boot,
     * had it not been told otherwise, it is started now, as after any other power cut.
     */
    private boolean isStartedAnew() {
        Leg leg = work.leg();
        try {
            work.act(Act.ADOPT_SOURCE, leg.from().name(), () -> work.driver().adopt(leg, Leg.End.FROM));
        } catch (RelocationException e) {
            work.problem(e.code(), e.getMessage());
            return false;
        }
        if (!work.observe(leg).shows(State.RUNNING, State.ABSENT)) {
            return false;
        }
        work.problem(
                ErrorCode.HOST_FAILED,
                "%s lost it with its power before the target ran it; its supervisor has started it anew there, as at boot"
                        .formatted(leg.from().name()));
        return true;
    }

    private static boolean isNowhere(RelocationException e) {
        return e instanceof ActFailed failed
                && failed.seen()
                        .filter(seen -> seen.shows(State.ABSENT, State.ABSENT))
                        .isPresent();
    }

    private void putBack() {
        MoveState state = work.state();
        if (!state.mayHave(Act.FREEZE)) {
            return;
        }
        if (Revocation.isOut(work) && !state.has(Act.REVOKE)) {
            throw new RelocationException(
                    ErrorCode.NEEDS_OPERATOR, "whether the target used its permit was never established");
        }
        if (state.has(Act.THAW)) {
            // It runs, and what could be continued again may have been removed since.
            return;
        }
        Leg leg = work.leg();
        // Where its permit was taken back, a copy is not permitted any more.
        boolean permitted = state.mayHave(Act.RESUME) && !Revocation.isOut(work);
        discardTarget(leg, permitted);
        work.reach(
                Act.THAW,
                leg,
                () -> work.driver().thaw(leg),
                seen -> seen.from() == State.RUNNING && (seen.to() == State.ABSENT || !permitted));
        work.freezeEnds();
    }

    /** A copy that was never permitted to run does not run by itself; it must not keep the source from continuing. */
    private void discardTarget(Leg leg, boolean permitted) {
        try {
            work.act(
                    Act.DISCARD_TARGET,
                    leg,
                    () -> work.driver().discard(leg, Leg.End.TO),
                    seen -> seen.to() == State.ABSENT);
        } catch (ActFailed e) {
            boolean mayRun =
                    e.seen().map(Observation::to).filter(State.RUNNING::equals).isPresent();
            if (permitted || mayRun) {
                throw e;
            }
            work.problem(
                    e.code(),
                    "the held copy on %s is still there: %s".formatted(leg.to().name(), e.getMessage()));
        }
    }
}

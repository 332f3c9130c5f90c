// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.Set;

/**
 * Takes back the permit that a freeze gave along, and establishes whether the target used it. Only then may the source
 * continue: see docs/adr/0004-permit-with-the-freeze.md.
 */
final class Revocation {
    private final MoveWork work;

    Revocation(MoveWork work) {
        this.work = work;
    }

    /** Whether a permit may be out whose use nobody has established. */
    static boolean isDue(MoveWork work) {
        MoveState state = work.state();
        boolean before =
                state.phase() == Phase.CHECKPOINTED || state.phase() == Phase.FROZEN || state.phase() == Phase.RESTORED;
        return before && isOut(work);
    }

    /** Whether the freeze of this move gave a permit along. */
    static boolean isOut(MoveWork work) {
        Set<Capability> able = work.driver().capabilities();
        boolean permits = able.contains(Capability.RESUMES_BY_ITSELF) || able.contains(Capability.ASKS_PERMIT);
        return work.state().mayHave(Act.FREEZE) && permits;
    }

    /**
     * Leaves the move where it was when the target never ran it; takes it to RESUMED when the permit was used; to
     * NEEDS_OPERATOR when nobody can tell.
     *
     * @return whether the target runs it
     */
    boolean findsRunning() {
        Leg leg = work.leg();
        try {
            if (work.askAgain(Act.REVOKE, leg.to().name(), () -> work.driver().revoke(leg))) {
                return false;
            }
        } catch (RelocationException e) {
            unknown(e.getMessage());
            return false;
        }
        return permitWasUsed(leg);
    }

    /** A copy that ran and is gone by now counts as one that ran: users may have been answered by it. */
    private boolean permitWasUsed(Leg leg) {
        Observation seen = work.observe(leg);
        if (seen.to() == State.UNKNOWN) {
            unknown("the target may run it and does not say: " + work.brief(leg, seen));
            return false;
        }
        if (work.state().phase() == Phase.CHECKPOINTED) {
            work.enter(Event.SOURCE_FROZEN, "read back: " + MoveWork.show(seen));
        }
        if (work.state().phase() == Phase.FROZEN) {
            work.enter(Event.TARGET_STAGED, "the target restored by itself");
        }
        boolean runs = seen.to() == State.RUNNING || seen.to() == State.STAGED && goesOn(leg);
        work.freezeEnds();
        work.enter(Event.TARGET_RESUMED, "the permit had been used when it was to be taken back");
        return runs;
    }

    /** Its host was started anew before it ran: it has its permit, and no other host may run it any more. */
    private boolean goesOn(Leg leg) {
        try {
            work.reach(
                    Act.RESUME,
                    leg,
                    () -> work.driver().resume(leg),
                    seen -> seen.to() == State.RUNNING && seen.from() != State.RUNNING);
            return true;
        } catch (RelocationException e) {
            work.problem(e.code(), e.getMessage());
            return false;
        }
    }

    private void unknown(String message) {
        work.problem(ErrorCode.NEEDS_OPERATOR, message);
        if (work.state().phase() != Phase.RESTORED) {
            work.enter(Event.ROLLBACK_DECIDED, message);
        }
        work.enter(Event.OUTCOME_UNKNOWN, message);
    }
}

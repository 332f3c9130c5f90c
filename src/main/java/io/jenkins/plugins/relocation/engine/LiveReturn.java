// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings a workload back that ran on the target, with what its users did there: the target is frozen, the stale original
 * makes room, the newer state is restored on the source and probed; only then the target's copy goes. When this does not
 * work out before the source has resumed, the target's copy continues.
 */
final class LiveReturn {
    private final MoveWork work;
    private final Verification verification;

    LiveReturn(MoveWork work, Verification verification) {
        this.work = work;
        this.verification = verification;
    }

    /**
     * Takes a move from RESUMED, VERIFIED or RETURNING to ROLLED_BACK; to RESUMED when the return had to be abandoned; to
     * NEEDS_OPERATOR when nobody can tell what runs.
     *
     * @param lossAcceptedBy who accepts by name that users' work is lost if the target has died; empty: nobody
     */
    void run(String why, String lossAcceptedBy) {
        Loss loss = new Loss(work, lossAcceptedBy);
        if (work.state().phase() != Phase.RETURNING) {
            Observation seen = work.observe(work.leg());
            if (!seen.known()) {
                unknown("cannot bring it back: " + work.brief(work.leg(), seen));
                return;
            }
            if (seen.to() == State.ABSENT) {
                targetDied(seen, why, loss);
                return;
            }
            requireCapable();
            work.enter(Event.RETURN_DECIDED, why);
        }
        Optional<Entry.LossAccepted.State> accepted = work.state().continuesFrom();
        if (accepted.isEmpty()) {
            bringBack(loss);
        } else if (accepted.get() == Entry.LossAccepted.State.HELD_TARGET) {
            continueTarget(work.leg().reversed(), "its loss on the source was accepted");
        } else {
            continueSource();
        }
    }

    private void bringBack(Loss loss) {
        Leg back = work.leg().reversed();
        if (work.state().mayHave(Act.THAW_TARGET) && work.observe(back).from() == State.RUNNING) {
            // It was given up before a restart, and users are served there again: what was sent is older by now.
            failed(back, new RelocationException(ErrorCode.HOST_FAILED, "an earlier try did not bring it back"), loss);
            return;
        }
        if (!work.state().mayHave(Act.RETURN_RESUME)) {
            try {
                work.freezeBegins();
                freeze(back);
                stage(back);
            } catch (RelocationException e) {
                failed(back, e, loss);
                return;
            }
        }
        resume(back, loss);
    }

    private void freeze(Leg back) {
        once(
                Act.RETURN_FREEZE,
                back,
                () -> work.driver().freeze(back, work.progress()),
                seen -> seen.from() == State.FROZEN && nothingRuns(seen.to()));
    }

    /** Makes room, and restores the newer state there. */
    private void stage(Leg back) {
        if (!work.state().has(Act.DISCARD_STALE)) {
            work.act(
                    Act.DISCARD_STALE,
                    work.leg(),
                    // Of the way back: what is kept for its return, such as its pid file, stays.
                    () -> work.driver().discard(back, Leg.End.TO),
                    seen -> seen.from() == State.ABSENT);
        }
        once(
                Act.RETURN_RESTORE,
                back,
                () -> work.driver().restore(back, work.progress()),
                seen -> seen.to() == State.STAGED && nothingRuns(seen.from()));
    }

    /** Does an act of the way back unless it was done before a restart. */
    private void once(Act act, Leg back, Runnable body, Predicate<Observation> expected) {
        if (!work.state().has(act)) {
            work.act(act, back, body, expected);
        }
    }

    /** What is held there, or what is gone. */
    private static boolean nothingRuns(State state) {
        return state == State.ABSENT || state == State.FROZEN;
    }

    /**
     * From the first try on users may be served by the source, and what they do there must not be lost either: the target's
     * copy continues only when it is certain that the source's never ran (docs/adr/0007-no-way-back-after-the-way-back.md).
     */
    private void resume(Leg back, Loss loss) {
        try {
            if (!work.state().has(Act.RETURN_RESUME)) {
                work.reach(
                        Act.RETURN_RESUME,
                        back,
                        () -> work.driver().resume(back),
                        seen -> seen.to() == State.RUNNING && nothingRuns(seen.from()));
            }
        } catch (RelocationException e) {
            if (!runsAtHome(back, e, loss)) {
                return;
            }
        }
        work.freezeEnds();
        if (isProbed(back, loss)) {
            giveUpTarget(back);
        }
    }

    private boolean runsAtHome(Leg back, RelocationException cause, Loss loss) {
        try {
            if (work.askAgain(Act.REVOKE, back.to().name(), () -> work.driver().revoke(back))) {
                failed(back, cause, loss);
                return false;
            }
        } catch (RelocationException e) {
            unknown("%s; and then: %s".formatted(cause.getMessage(), e.getMessage()));
            return false;
        }
        return isThere(back, loss);
    }

    private boolean isThere(Leg back, Loss loss) {
        Observation seen = work.observe(back);
        if (seen.to() == State.RUNNING) {
            return true;
        }
        if (!seen.shows(State.FROZEN, State.ABSENT)) {
            unknown("it was resumed on %s, and then: %s".formatted(back.to().name(), work.brief(back, seen)));
        } else if (loss.isAccepted(Entry.LossAccepted.State.HELD_TARGET, back.to(), back.from(), back, seen)) {
            continueTarget(
                    back,
                    "it died on %s after it had been resumed there"
                            .formatted(back.to().name()));
        }
        return false;
    }

    /** A probe that does not pass is reported; there is nothing newer to go back to. */
    private boolean isProbed(Leg back, Loss loss) {
        try {
            verification.probe(work.source());
            return true;
        } catch (RelocationException e) {
            work.problem(
                    e.code(),
                    "it was brought back with all that users did and stays on %s, but: %s"
                            .formatted(back.to().name(), e.getMessage()));
        }
        return isThere(back, loss);
    }

    private void giveUpTarget(Leg back) {
        try {
            work.reach(
                    Act.DISCARD_TARGET,
                    back,
                    () -> work.driver().discard(back, Leg.End.FROM),
                    seen -> seen.shows(State.ABSENT, State.RUNNING));
        } catch (RelocationException e) {
            unknown(e.getMessage());
            return;
        }
        finish("brought back with what users did on " + back.from().name());
    }

    /** Nobody was served by the source: the target's held copy continues; if that is gone, what was sent of it does. */
    private void failed(Leg back, RelocationException cause, Loss loss) {
        Observation seen = work.observe(back);
        if (seen.from() != State.ABSENT) {
            continueTarget(back, cause.getMessage());
            return;
        }
        work.problem(cause.code(), cause.getMessage());
        if (seen.to() == State.FROZEN && !isAtHome(back)) {
            // Of the newer state there is nothing; the stale original is there.
            if (loss.isAccepted(Entry.LossAccepted.State.HELD_SOURCE, back.from(), back.to(), back, seen)) {
                continueSource();
            }
        } else if (work.state().mayHave(Act.RETURN_RESUME) || !isAtHome(back)) {
            unknown(work.nowhere());
        } else {
            lostOnTarget(back, loss);
        }
    }

    private boolean isAtHome(Leg back) {
        try {
            return work.driver().hasImage(back);
        } catch (RelocationException e) {
            work.problem(e.code(), e.getMessage());
            return false;
        }
    }

    /** The whole newer state is on the source, and nowhere else. */
    private void lostOnTarget(Leg back, Loss loss) {
        try {
            stage(back);
        } catch (RelocationException e) {
            unknown(e.getMessage());
            return;
        }
        resume(back, loss);
    }

    /** The target's held copy continues; what was restored on the source goes first. */
    private void continueTarget(Leg back, String cause) {
        Driver driver = work.driver();
        try {
            if (work.state().has(Act.DISCARD_STALE)) {
                work.reach(
                        Act.DISCARD_RETURNED,
                        back,
                        () -> driver.discard(back, Leg.End.TO),
                        seen -> seen.to() == State.ABSENT);
            }
            Observation now = work.observe(back);
            // Perhaps it was never frozen, or continues already; then there may be nothing here to continue it with.
            if (now.from() != State.RUNNING || !nothingRuns(now.to())) {
                work.reach(
                        Act.THAW_TARGET,
                        back,
                        () -> driver.thaw(back),
                        seen -> seen.from() == State.RUNNING && nothingRuns(seen.to()));
            }
            work.freezeEnds();
        } catch (RelocationException e) {
            unknown("%s; and then: %s".formatted(cause, e.getMessage()));
            return;
        }
        Settling settling = new Settling(work);
        for (Leg.End end : Leg.End.values()) {
            settling.tidily(Act.CLEAN_UP, back.host(end).name(), () -> driver.cleanUp(back, end));
        }
        work.problem(ErrorCode.HOST_FAILED, "live return abandoned, the target continues: " + cause);
        work.enter(Event.RETURN_ABANDONED, cause);
    }

    private void targetDied(Observation seen, String why, Loss loss) {
        if (seen.from() == State.ABSENT) {
            unknown(work.nowhere());
            return;
        }
        if (loss.isAccepted(Entry.LossAccepted.State.HELD_SOURCE, work.target(), work.source(), work.leg(), seen)) {
            work.enter(Event.RETURN_DECIDED, why);
            continueSource();
        }
    }

    private void continueSource() {
        Leg leg = work.leg();
        try {
            // What it was continued from may have been removed since.
            if (!work.state().has(Act.THAW)) {
                work.reach(
                        Act.THAW, leg, () -> work.driver().thaw(leg), seen -> seen.shows(State.RUNNING, State.ABSENT));
            }
        } catch (RelocationException e) {
            unknown(e.getMessage());
            return;
        }
        finish("held source continued; what users did on the target is lost, as was accepted");
    }

    private void finish(String detail) {
        Leg leg = work.leg();
        Settling settling = new Settling(work);
        settling.tidilyOnce(
                Act.ADOPT_SOURCE, leg.from().name(), () -> work.driver().adopt(leg, Leg.End.FROM));
        new Hooks(work).run(Hook.Point.ON_ROLLBACK, work.source());
        settling.cleanUp();
        work.enter(Event.RETURNED, detail);
    }

    private void unknown(String message) {
        work.problem(ErrorCode.NEEDS_OPERATOR, message);
        work.enter(Event.OUTCOME_UNKNOWN, message);
    }

    private void requireCapable() {
        if (!work.driver().capabilities().contains(Capability.LIVE_RETURN)) {
            throw new RelocationException(
                    ErrorCode.UNSUPPORTED,
                    "workload %s: its driver %s cannot bring it back live; make a plan that returns it home"
                            .formatted(work.move().workload(), work.workload().driver()));
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.function.Predicate;

/**
 * Brings a workload back that ran on the target, with what its users did there: the target is frozen, the stale original
 * makes room, the newer state is restored on the source and probed; only then the target's copy goes. Whenever this does
 * not work out, the target's copy continues.
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
        if (work.state().phase() != Phase.RETURNING) {
            Observation seen = work.observe(work.leg());
            if (!seen.known()) {
                unknown("cannot bring it back: " + work.brief(work.leg(), seen));
                return;
            }
            if (seen.to() == State.ABSENT) {
                targetDied(seen, why, lossAcceptedBy);
                return;
            }
            requireCapable();
            work.enter(Event.RETURN_DECIDED, why);
        }
        if (work.state().continuesFrom().isPresent()) {
            continueSource();
            return;
        }
        bringBack();
    }

    private void bringBack() {
        Leg leg = work.leg();
        Leg back = leg.reversed();
        Driver driver = work.driver();
        try {
            work.freezeBegins();
            once(
                    Act.RETURN_FREEZE,
                    back,
                    () -> driver.freeze(back, work.progress()),
                    seen -> seen.from() == State.FROZEN && nothingRuns(seen.to()));
            if (!work.state().has(Act.DISCARD_STALE)) {
                work.act(
                        Act.DISCARD_STALE,
                        leg,
                        // Of the way back: what is kept for its return, such as its pid file, stays.
                        () -> driver.discard(back, Leg.End.TO),
                        seen -> seen.from() == State.ABSENT);
            }
            once(Act.RETURN_RESTORE, back, () -> driver.restore(back, work.progress()), showing(State.STAGED));
            once(Act.RETURN_RESUME, back, () -> driver.resume(back), showing(State.RUNNING));
            work.freezeEnds();
            verification.probe(work.source());
        } catch (RelocationException e) {
            abandon(back, e);
            return;
        }
        try {
            work.act(
                    Act.DISCARD_TARGET,
                    back,
                    () -> driver.discard(back, Leg.End.FROM),
                    seen -> seen.shows(State.ABSENT, State.RUNNING));
        } catch (RelocationException e) {
            unknown(e.getMessage());
            return;
        }
        finish("brought back with what users did on " + leg.to().name());
    }

    /** Does an act of the way back unless it was done before a restart. */
    private void once(Act act, Leg back, Runnable body, Predicate<Observation> expected) {
        if (!work.state().has(act)) {
            work.act(act, back, body, expected);
        }
    }

    private static Predicate<Observation> showing(State atSource) {
        return seen -> seen.shows(State.FROZEN, atSource);
    }

    /** The source may still hold the stale original, frozen. */
    private static boolean nothingRuns(State atSource) {
        return atSource == State.ABSENT || atSource == State.FROZEN;
    }

    /** The target's held copy continues; what was restored on the source goes first. */
    private void abandon(Leg back, RelocationException cause) {
        Driver driver = work.driver();
        try {
            if (work.state().has(Act.DISCARD_STALE)) {
                work.act(
                        Act.DISCARD_RETURNED,
                        back,
                        () -> driver.discard(back, Leg.End.TO),
                        seen -> seen.to() == State.ABSENT);
            }
            work.act(
                    Act.THAW_TARGET,
                    back,
                    () -> driver.thaw(back),
                    seen -> seen.from() == State.RUNNING && nothingRuns(seen.to()));
            work.freezeEnds();
        } catch (RelocationException e) {
            unknown("%s; and then: %s".formatted(cause.getMessage(), e.getMessage()));
            return;
        }
        Settling settling = new Settling(work);
        for (Leg.End end : Leg.End.values()) {
            settling.tidily(Act.CLEAN_UP, back.host(end).name(), () -> driver.cleanUp(back, end));
        }
        work.problem(cause.code(), "live return abandoned, the target continues: " + cause.getMessage());
        work.enter(Event.RETURN_ABANDONED, cause.getMessage());
    }

    private void targetDied(Observation seen, String why, String lossAcceptedBy) {
        if (seen.from() == State.ABSENT) {
            unknown(
                    ("neither %1$s nor %2$s has anything of it (%3$s): both must have lost it, as in a power cut. Start it as you"
                                    + " would after one, on %1$s; then: relocation resolve %4$s %5$s rolled_back --reason …")
                            .formatted(
                                    work.source().name(),
                                    work.target().name(),
                                    work.brief(work.leg(), seen),
                                    work.run().id(),
                                    work.move().workload()));
            return;
        }
        Policy.AcceptLoss policy = work.workload().policy().acceptLoss();
        boolean named = !lossAcceptedBy.isEmpty() && policy != Policy.AcceptLoss.NEVER;
        if (policy != Policy.AcceptLoss.YES && !named) {
            work.problem(
                    ErrorCode.NEEDS_OPERATOR,
                    ("it is gone from %1$s (%2$s). The held source on %3$s can continue, but what users did since the freeze is "
                                    + "lost. When that is acceptable, roll back with acceptLoss: ['%4$s'], on the command line "
                                    + "--accept-loss %4$s%5$s")
                            .formatted(
                                    work.target().name(),
                                    work.brief(work.leg(), seen),
                                    work.source().name(),
                                    work.move().workload(),
                                    policy == Policy.AcceptLoss.NEVER ? " (the plan says acceptLoss: never)" : ""));
            return;
        }
        work.run()
                .record(new Entry.LossAccepted(
                        work.move().workload(),
                        Entry.LossAccepted.State.HELD_SOURCE,
                        named ? lossAcceptedBy : "the plan's policy",
                        MoveWork.show(seen)));
        work.enter(Event.RETURN_DECIDED, why);
        continueSource();
    }

    private void continueSource() {
        Leg leg = work.leg();
        try {
            work.act(Act.THAW, leg, () -> work.driver().thaw(leg), seen -> seen.shows(State.RUNNING, State.ABSENT));
        } catch (RelocationException e) {
            unknown(e.getMessage());
            return;
        }
        finish("held source continued; what users did on the target is lost, as was accepted");
    }

    private void finish(String detail) {
        Leg leg = work.leg();
        Settling settling = new Settling(work);
        settling.tidily(Act.ADOPT_SOURCE, leg.from().name(), () -> work.driver().adopt(leg, Leg.End.FROM));
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

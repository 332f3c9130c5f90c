// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes a move from wherever it stands up to RESUMED, one row of the phase table after the other. */
final class Forward {
    private final MoveWork work;
    private final Hooks hooks;

    Forward(MoveWork work) {
        this.work = work;
        this.hooks = new Hooks(work);
    }

    /**
     * Goes on until the move is in {@code goal} or beyond. Can be called again after any failure or crash: an act that was
     * interrupted is done again, which every act allows.
     *
     * @param restorePoint whether a restore point is taken on the way
     * @throws RelocationException when a row could not be taken; the move is where it was and has to be settled
     */
    void driveTo(Phase goal, boolean restorePoint) {
        while (work.state().phase().ordinal() < goal.ordinal()) {
            work.stopReason().ifPresent(why -> {
                throw new RelocationException(ErrorCode.STOPPED, "stopped: " + why);
            });
            step(restorePoint);
        }
    }

    private void step(boolean restorePoint) {
        switch (work.state().phase()) {
            case PLANNED -> prepare();
            case PRECHECKED -> checkpoint(restorePoint);
            case CHECKPOINTED -> freeze();
            case FROZEN -> restore();
            case RESTORED -> resume();
            default ->
                throw new IllegalStateException(
                        "nothing leads forward from " + work.state().phase());
        }
    }

    private void prepare() {
        if (!work.state().opened()) {
            openAttempt();
        }
        Leg leg = work.leg();
        Guards guards = work.with().guards();
        work.act(Act.TAKE_GUARDS, leg.from().name() + ", " + leg.to().name(), () -> {
            // The source's first, always: of two runs one gets both, and the other has nothing to give back.
            for (Leg.End end : List.of(Leg.End.FROM, Leg.End.TO)) {
                guards.take(leg, end, work.run().holder());
            }
        });
        work.act(
                Act.PREPARE,
                leg,
                () -> work.driver().prepare(leg, work.progress()),
                seen -> seen.shows(State.RUNNING, State.ABSENT));
        work.enter(Event.PREPARED, "guards taken");
    }

    private void openAttempt() {
        Guards guards = work.with().guards();
        String workload = work.move().workload();
        long newest =
                Parallel.map(List.of(work.source(), work.target()), host -> epoch(guards.read(host, workload))).stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
        // Never backwards, even when both hosts have lost their guards since the last attempt.
        long epoch = Math.max(newest, work.state().epoch()) + 1;
        work.run().record(new Entry.AttemptOpened(workload, work.state().attempt() + 1, epoch));
    }

    private static long epoch(Optional<Guards.Guard> guard) {
        return guard.map(Guards.Guard::epoch).orElse(0L);
    }

    private void checkpoint(boolean restorePoint) {
        Driver driver = work.driver();
        if (!restorePoint && !work.workload().policy().restorePoint()) {
            work.enter(Event.CHECKPOINT_DONE, "no restore point asked for");
            return;
        }
        if (!driver.capabilities().contains(Capability.RESTORE_POINT)) {
            throw new RelocationException(
                    ErrorCode.UNSUPPORTED,
                    "workload %s: its driver %s cannot take restore points; leave out checkpoint and restorePoint"
                            .formatted(work.move().workload(), work.workload().driver()));
        }
        Leg leg = work.leg();
        work.act(
                Act.CHECKPOINT,
                leg,
                () -> {
                    Duration frozen = driver.checkpoint(leg, work.progress());
                    work.run().record(new Entry.FreezeMeasured(work.move().workload(), frozen));
                },
                seen -> seen.shows(State.RUNNING, State.ABSENT));
        work.enter(Event.CHECKPOINT_DONE, "restore point taken");
    }

    private void freeze() {
        work.awaitTurn();
        hooks.run(Hook.Point.BEFORE_FREEZE, work.source());
        Leg leg = work.leg();
        work.freezeBegins();
        Observation seen = work.act(
                Act.FREEZE,
                leg,
                () -> work.driver().freeze(leg, work.watched()),
                now -> now.from() == State.FROZEN
                        && now.to() != State.UNKNOWN
                        && (now.to() != State.RUNNING || resumesByItself()));
        work.enter(Event.SOURCE_FROZEN, "image complete on both hosts");
        if (seen.to() == State.STAGED) {
            work.enter(Event.TARGET_STAGED, "held on the target, which restored by itself");
        } else if (seen.to() == State.RUNNING) {
            work.enter(Event.TARGET_STAGED, "restored by the target itself");
            resumed("target runs: the freeze gave it the permit");
        }
    }

    private boolean resumesByItself() {
        return work.driver().capabilities().contains(Capability.RESUMES_BY_ITSELF);
    }

    private void restore() {
        Leg leg = work.leg();
        work.act(
                Act.RESTORE,
                leg,
                () -> work.driver().restore(leg, work.progress()),
                seen -> seen.shows(State.FROZEN, State.STAGED));
        work.enter(Event.TARGET_STAGED, "held on the target");
    }

    private void resume() {
        Leg leg = work.leg();
        work.act(Act.RESUME, leg, () -> work.driver().resume(leg), seen -> seen.shows(State.FROZEN, State.RUNNING));
        resumed("target runs");
    }

    private void resumed(String detail) {
        work.moved();
        work.enter(Event.TARGET_RESUMED, detail);
        hooks.run(Hook.Point.AFTER_RESUME, work.target());
    }
}

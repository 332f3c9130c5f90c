// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RollbackParameters.To;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;

/** What a step does with one move, from wherever the move stands. Failures settle the move; they are told, not thrown. */
final class MoveSteps {
    private final MoveWork work;

    MoveSteps(MoveWork work) {
        this.work = work;
    }

    /** Takes the move up to {@code goal}; a failure on the way is undone. Goes on with a way back that was interrupted. */
    void forward(Phase goal, boolean restorePoint) {
        switch (work.state().phase()) {
            case ROLLING_BACK, RETURNING -> back("going on");
            case PLANNED, PRECHECKED, CHECKPOINTED, FROZEN, RESTORED -> drive(goal, restorePoint);
            case RESUMED, VERIFIED, COMMITTING, COMMITTED, ROLLED_BACK, NEEDS_OPERATOR -> {}
        }
    }

    private void drive(Phase goal, boolean restorePoint) {
        Forward forward = new Forward(work);
        try {
            forward.driveTo(goal, restorePoint);
        } catch (RelocationException e) {
            work.problem(e.code(), e.getMessage());
            if (Revocation.isDue(work) && new Revocation(work).findsRunning()) {
                work.note("the target had resumed nevertheless; it goes on there");
            } else {
                back(e.getMessage());
            }
        }
    }

    /** Probes a resumed move and commits it; brings it back when a probe does not pass. A stop leaves it as it is. */
    void verify() {
        switch (work.state().phase()) {
            case RESUMED -> probe();
            case VERIFIED, COMMITTING -> commit();
            case RETURNING, ROLLING_BACK -> back("going on");
            case PLANNED, PRECHECKED, CHECKPOINTED, FROZEN, RESTORED, COMMITTED, ROLLED_BACK, NEEDS_OPERATOR -> {}
        }
    }

    private void probe() {
        try {
            new Verification(work).probe(work.target());
            work.enter(Event.PROBES_PASSED, "all probes passed");
        } catch (RelocationException e) {
            work.problem(e.code(), e.getMessage());
            if (e.code() != ErrorCode.STOPPED) {
                back(e.getMessage());
            }
            return;
        }
        commit();
    }

    private void commit() {
        try {
            new Commit(work).run();
        } catch (RelocationException e) {
            work.problem(e.code(), e.getMessage());
        }
    }

    /** Puts the move back as somebody asked. */
    void rollback(RollbackParameters parameters) {
        boolean accepted = parameters.acceptLoss().contains(work.move().workload());
        back("rollback asked for", parameters.to(), accepted);
    }

    /** Puts the move back, or goes on with that. */
    void back(String why) {
        back(why, To.SOURCE, false);
    }

    private void back(String why, To to, boolean accepted) {
        try {
            new BackWays(work).back(why, to, accepted);
        } catch (RelocationException e) {
            work.problem(e.code(), e.getMessage());
        }
    }
}

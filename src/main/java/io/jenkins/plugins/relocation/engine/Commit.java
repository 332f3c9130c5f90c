// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;

/** Gives the source up after the target was verified. Leads only forward. */
final class Commit {
    private final MoveWork work;

    Commit(MoveWork work) {
        this.work = work;
    }

    /** Takes a move from VERIFIED or COMMITTING to COMMITTED. */
    void run() {
        if (work.state().phase() == Phase.VERIFIED) {
            work.enter(Event.COMMIT_DECIDED, "probes passed");
        }
        Leg leg = work.leg();
        Driver driver = work.driver();
        if (!work.state().has(Act.DISCARD_SOURCE)) {
            work.reach(
                    Act.DISCARD_SOURCE,
                    leg,
                    () -> driver.discard(leg, Leg.End.FROM),
                    seen -> seen.from() == State.ABSENT && seen.to() != State.UNKNOWN);
        }
        Settling settling = new Settling(work);
        settling.tidilyOnce(Act.ADOPT_TARGET, leg.to().name(), () -> driver.adopt(leg, Leg.End.TO));
        if (work.state().mayHave(Act.CHECKPOINT)) {
            settling.tidily(
                    Act.CLEAN_UP, "restore point", () -> driver.restorePoint(leg, Driver.RestorePointUse.REMOVE));
        }
        settling.cleanUp();
        work.enter(Event.SOURCE_GONE, "nothing of it is left on " + leg.from().name());
        new Hooks(work).run(Hook.Point.AFTER_COMMIT, work.target());
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;

/** Whether a held copy may continue although users worked with a later one that is gone: somebody has to say so. */
final class Loss {
    private final MoveWork work;
    private final String acceptedBy;

    /**
     * @param acceptedBy who accepts by name that users' work is lost; empty: nobody
     */
    Loss(MoveWork work, String acceptedBy) {
        this.work = work;
        this.acceptedBy = acceptedBy;
    }

    /**
     * Journals who accepted it; otherwise says what is lost, and how to accept it.
     *
     * @param from what would continue
     * @param gone where the later state is gone
     * @param held where there is one that can continue
     */
    boolean isAccepted(Entry.LossAccepted.State from, Host gone, Host held, Leg leg, Observation seen) {
        Policy.AcceptLoss policy = work.workload().policy().acceptLoss();
        boolean named = !acceptedBy.isEmpty() && policy != Policy.AcceptLoss.NEVER;
        if (policy != Policy.AcceptLoss.YES && !named) {
            work.problem(
                    ErrorCode.NEEDS_OPERATOR,
                    ("it is gone from %1$s (%2$s). What is held on %3$s can continue, but what users did since the freeze is "
                                    + "lost. When that is acceptable, roll back with acceptLoss: ['%4$s'], on the command line "
                                    + "--accept-loss %4$s%5$s")
                            .formatted(
                                    gone.name(),
                                    work.brief(leg, seen),
                                    held.name(),
                                    work.move().workload(),
                                    policy == Policy.AcceptLoss.NEVER ? " (the plan says acceptLoss: never)" : ""));
            return false;
        }
        work.run()
                .record(new Entry.LossAccepted(
                        work.move().workload(), from, named ? acceptedBy : "the plan's policy", MoveWork.show(seen)));
        return true;
    }
}

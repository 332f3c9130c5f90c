// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;

/** Ends a move that needs an operator: a person states the outcome, and the hosts must agree. */
final class Resolution {
    private final MoveWork work;

    Resolution(MoveWork work) {
        this.work = work;
    }

    /**
     * Takes a move from NEEDS_OPERATOR to the stated outcome.
     *
     * @param outcome COMMITTED or ROLLED_BACK
     * @throws RelocationException when the move needs no operator, or the hosts show something else
     */
    void resolve(Phase outcome, String reason) {
        String workload = work.move().workload();
        if (outcome != Phase.COMMITTED && outcome != Phase.ROLLED_BACK) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT, "an outcome is COMMITTED or ROLLED_BACK, not " + outcome);
        }
        if (reason.isBlank()) {
            throw new RelocationException(ErrorCode.BAD_INPUT, "a reason is required: it is kept in the journal");
        }
        if (work.state().phase() != Phase.NEEDS_OPERATOR) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "workload %s is %s and needs no operator"
                            .formatted(workload, work.state().phase()));
        }
        requireAgreement(outcome);
        work.run()
                .record(new Entry.Resolved(
                        workload, outcome, work.run().caller().who(), reason));
        Settling settling = new Settling(work);
        boolean committed = outcome == Phase.COMMITTED;
        Leg leg = work.leg();
        Leg.End home = committed ? Leg.End.TO : Leg.End.FROM;
        settling.tidily(
                committed ? Act.ADOPT_TARGET : Act.ADOPT_SOURCE, leg.host(home).name(), () -> work.driver()
                        .adopt(leg, home));
        settling.cleanUp();
        work.enter(
                outcome == Phase.COMMITTED ? Event.RESOLVED_COMMITTED : Event.RESOLVED_ROLLED_BACK,
                "stated by " + work.run().caller().who() + ", and the hosts agree");
    }

    /** After a live return what runs on the source belongs to the way back, so both ways are looked at. */
    private void requireAgreement(Phase outcome) {
        State source = outcome == Phase.COMMITTED ? State.ABSENT : State.RUNNING;
        State target = outcome == Phase.COMMITTED ? State.RUNNING : State.ABSENT;
        Observation out = work.observe(work.leg());
        if (out.shows(source, target)) {
            return;
        }
        Observation back = work.observe(work.leg().reversed());
        if (back.shows(target, source)) {
            return;
        }
        throw new RelocationException(
                ErrorCode.NEEDS_OPERATOR,
                "%s means %s on %s and %s on %s, but the hosts show: %s"
                        .formatted(
                                outcome,
                                source,
                                work.source().name(),
                                target,
                                work.target().name(),
                                work.brief(work.leg(), out)));
    }
}

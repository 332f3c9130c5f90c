// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;

/** What the ends of all ways have in common: removing what a move left, and giving the guards back. */
final class Settling {
    private final MoveWork work;

    Settling(MoveWork work) {
        this.work = work;
    }

    /** Does an act whose failure is a warning: the workload is safe, something stays behind. */
    void tidily(Act act, String detail, Runnable body) {
        try {
            work.act(act, detail, body);
        } catch (RelocationException e) {
            work.problem(
                    e.code(),
                    "%s left something behind: %s".formatted(work.move().workload(), e.getMessage()));
        }
    }

    /** The same, unless it was done before a restart: the guards that it needs may have been given back since. */
    void tidilyOnce(Act act, String detail, Runnable body) {
        if (!work.state().has(act)) {
            tidily(act, detail, body);
        }
    }

    /** Removes what the legs of a move left on both hosts, and gives the guards back. */
    void cleanUp() {
        Leg leg = work.leg();
        Parallel.map(List.of(Leg.End.values()), end -> cleanUp(leg, end));
    }

    private Leg.End cleanUp(Leg leg, Leg.End end) {
        String host = leg.host(end).name();
        if (!work.state().mayHave(Act.PREPARE)) {
            tidily(Act.RELEASE_GUARDS, host, () -> giveBack(leg, end));
            return end;
        }
        tidily(Act.CLEAN_UP, host, () -> {
            work.driver().cleanUp(leg, end);
            if (work.state().returnBegun()) {
                work.driver().cleanUp(leg.reversed(), end == Leg.End.FROM ? Leg.End.TO : Leg.End.FROM);
            }
        });
        tidily(Act.RELEASE_GUARDS, host, () -> work.with().guards().release(leg, end));
        return end;
    }

    /** Gives back the guard of an end where nothing but taking it was tried; another run may have been faster. */
    private void giveBack(Leg leg, Leg.End end) {
        Guards guards = work.with().guards();
        if (guards.read(leg.host(end), work.move().workload())
                .filter(guard -> guard.run().equals(leg.run()))
                .isPresent()) {
            guards.release(leg, end);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.Optional;

/** An act did not have the effect it should have had. */
final class ActFailed extends RelocationException {
    private static final long serialVersionUID = 1L;

    private final Act act;
    private final transient Optional<Observation> seen;

    ActFailed(ErrorCode code, Act act, Optional<Observation> seen, String message, Throwable cause) {
        super(code, message, cause);
        this.act = act;
        this.seen = seen;
    }

    Act act() {
        return act;
    }

    /** What the hosts showed afterwards; empty when the act is not one that shows. */
    Optional<Observation> seen() {
        return seen;
    }
}

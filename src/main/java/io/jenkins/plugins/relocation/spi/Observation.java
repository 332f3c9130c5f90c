// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static java.util.Objects.requireNonNull;

/**
 * What the two hosts of a leg show, read back and never assumed.
 *
 * @param from state at the end that the workload leaves
 * @param to state at the end that it goes to
 * @param detail what was seen, for the journal and for people
 */
public record Observation(State from, State to, String detail) {
    /** What one host shows of a workload. */
    public enum State {
        /** Its processes run there. */
        RUNNING,
        /** It is held there and can be continued: frozen processes, or a complete image of them. */
        FROZEN,
        /** It was restored there and is held before its first instruction. */
        STAGED,
        /** Nothing of it is there; images may be. */
        ABSENT,
        /** The host does not answer, or contradicts itself. */
        UNKNOWN
    }

    public Observation {
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
        requireNonNull(detail, "detail is null");
    }

    /** Whether both ends show exactly this. */
    public boolean shows(State expectedFrom, State expectedTo) {
        return from == expectedFrom && to == expectedTo;
    }

    /** Whether both hosts gave an answer that makes sense. */
    public boolean known() {
        return from != State.UNKNOWN && to != State.UNKNOWN;
    }
}

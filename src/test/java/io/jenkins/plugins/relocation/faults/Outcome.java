// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import java.util.List;

/**
 * How a run ended.
 *
 * @param end what the engine's report, or the hosts, came to
 * @param phase the phase in which the first fault struck; empty: none did
 * @param violations what must not have happened
 * @param report the engine's report and its problems, for people
 */
record Outcome(End end, String phase, List<String> violations, String report) {
    /** What a run came to. */
    enum End {
        COMMITTED,
        ROLLED_BACK,
        /** A person has to look, and the cell allows it. */
        NEEDS_OPERATOR,
        /** Nobody came to look: it runs, or is held with a reason. */
        LEFT_TO_HOSTS,
        /** Anything else; a violation says what. */
        WRONG
    }

    Outcome {
        violations = List.copyOf(violations);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.util.Map;

/** Moves all processes of a workload from the host they run on to the other one. */
interface Mover {
    /**
     * Moves.
     *
     * @return when parts of it were over, in ms since the epoch
     * @throws MoveFailed when it did not succeed; where the processes are then is not known
     */
    Map<String, Double> move(Work work, String to) throws MoveFailed;

    /** A move that did not succeed. */
    final class MoveFailed extends Exception {
        private static final long serialVersionUID = 1L;

        MoveFailed(String message) {
            super(message);
        }

        MoveFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static java.util.Objects.requireNonNull;

/**
 * Who asks for work.
 *
 * @param who a person or build, for the journal: "alice", "evacuate #12"
 * @param listener hears what happens
 * @param stop tells that the work should end early
 */
public record Caller(String who, RelocationListener listener, StopSignal stop) {
    public Caller {
        requireNonNull(who, "who is null");
        requireNonNull(listener, "listener is null");
        requireNonNull(stop, "stop is null");
    }

    /** A caller that never stops the work. */
    public static Caller of(String who, RelocationListener listener) {
        return new Caller(who, listener, new StopSignal());
    }
}

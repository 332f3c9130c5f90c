// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * Who asks for work.
 *
 * @param who a person or build, for the journal: "alice", "evacuate #12"
 * @param call id of this call of a step. A front end that makes the same call again after a restart gives the same id:
 *     the engine then goes on and retries nothing that it has undone
 * @param listener hears what happens
 * @param stop tells that the work should end early
 */
public record Caller(String who, String call, RelocationListener listener, StopSignal stop) {
    public Caller {
        requireNonNull(who, "who is null");
        requireNonNull(call, "call is null");
        requireNonNull(listener, "listener is null");
        requireNonNull(stop, "stop is null");
    }

    /** A call that was not made before. */
    public Caller(String who, RelocationListener listener, StopSignal stop) {
        this(who, UUID.randomUUID().toString(), listener, stop);
    }

    /** A caller that never stops the work. */
    public static Caller of(String who, RelocationListener listener) {
        return new Caller(who, listener, new StopSignal());
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Tells running work to end early. The work settles what is in flight and then ends; it is never cut off. */
public final class StopSignal {
    private final AtomicReference<String> reason = new AtomicReference<>();

    /** Asks for the work to end. The first reason stays. */
    public void stop(String why) {
        reason.compareAndSet(null, why);
    }

    /** Why the work should end; empty as long as it should not. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }
}

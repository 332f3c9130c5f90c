// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Does something at both ends of a leg at the same time. */
public final class BothEnds {
    private BothEnds() {}

    /** Returns when both have ended; throws what the source's threw, or else the target's. */
    public static void run(Runnable atSource, Runnable atTarget) {
        CompletableFuture<Void> target = CompletableFuture.runAsync(atTarget);
        try {
            atSource.run();
        } catch (RuntimeException e) {
            // What is under way at the target must not go on behind the back of whoever undoes all of it.
            target.handle((done, failure) -> failure)
                    .thenAccept(failure -> suppress(e, failure))
                    .join();
            throw e;
        }
        try {
            target.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RelocationException known) {
                throw new RelocationException(known.code(), known.getMessage(), known);
            }
            throw e;
        }
    }

    private static void suppress(RuntimeException thrown, Throwable other) {
        if (other != null) {
            thrown.addSuppressed(other);
        }
    }
}

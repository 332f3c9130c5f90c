// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells one part of the script that it has to end. Parts are nested: what ends the outer part ends the inner ones.
 * Thread-safe.
 */
final class Cancellation implements AutoCloseable {
    /** Takes a listener or deadline away again. */
    @FunctionalInterface
    interface Registration {
        void close();
    }

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final List<Runnable> listeners = new ArrayList<>();
    private Registration inParent = () -> {};
    private Interruption cause;

    /** A part inside this one. */
    Cancellation child() {
        Cancellation child = new Cancellation();
        child.inParent = onCancel(() -> child.cancel(cause().orElseThrow()));
        return child;
    }

    /** Ends the part. The first cause stays. */
    void cancel(Interruption why) {
        List<Runnable> told;
        synchronized (this) {
            if (cause != null) {
                return;
            }
            cause = why;
            told = List.copyOf(listeners);
            listeners.clear();
        }
        cancelled.countDown();
        told.forEach(Runnable::run);
    }

    /** Why the part has to end; empty: it does not. */
    synchronized Optional<Interruption> cause() {
        return Optional.ofNullable(cause);
    }

    /** Runs the listener once when the part has to end; at once when that was decided already. */
    Registration onCancel(Runnable listener) {
        synchronized (this) {
            if (cause == null) {
                listeners.add(listener);
                return () -> remove(listener);
            }
        }
        listener.run();
        return () -> {};
    }

    /**
     * Goes on only when the part need not end.
     *
     * @throws Interruption otherwise
     */
    void check() {
        cause().ifPresent(why -> {
            throw copyOf(why);
        });
    }

    /**
     * Waits.
     *
     * @throws Interruption as soon as the part has to end
     */
    void pause(Duration duration) {
        try {
            if (cancelled.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interruption(BuildResult.ABORTED, "interrupted while waiting");
        }
    }

    @Override
    public void close() {
        inParent.close();
    }

    private synchronized void remove(Runnable listener) {
        listeners.remove(listener);
    }

    /** Each thread throws its own, with its own stack trace. */
    private static Interruption copyOf(Interruption why) {
        return new Interruption(why.result(), why.getMessage());
    }
}

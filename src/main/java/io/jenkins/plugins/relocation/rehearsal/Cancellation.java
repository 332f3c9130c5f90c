// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells one part of the script that it has to end. Parts are nested: what ends the outer part ends the inner ones. As in
 * Jenkins the part is told once, by an exception; what it does then, to clean up, runs on, but only for so long.
 * Thread-safe.
 */
final class Cancellation implements AutoCloseable {
    /** How long a part may go on once it was told to end. */
    static final Duration GRACE = Duration.ofMinutes(10);

    /** Takes a listener or deadline away again. */
    @FunctionalInterface
    interface Registration {
        void close();
    }

    private final List<Runnable> listeners = new ArrayList<>();
    private final Optional<Cancellation> parent;
    private Registration inParent = () -> {};
    private Interruption cause;
    private boolean told;
    private long lastCall;

    Cancellation() {
        this(Optional.empty());
    }

    private Cancellation(Optional<Cancellation> parent) {
        this.parent = parent;
    }

    /** A part inside this one. */
    Cancellation child() {
        Cancellation child = new Cancellation(Optional.of(this));
        child.inParent = onCancel(() -> child.cancel(cause().orElseThrow()));
        return child;
    }

    /** Ends the part. The first cause stays. */
    void cancel(Interruption why) {
        List<Runnable> listening;
        synchronized (this) {
            if (cause != null) {
                return;
            }
            cause = why;
            lastCall = System.nanoTime() + GRACE.toNanos();
            listening = List.copyOf(listeners);
            listeners.clear();
            notifyAll();
        }
        listening.forEach(Runnable::run);
    }

    /** Why the part has to end; empty: it does not. */
    synchronized Optional<Interruption> cause() {
        return Optional.ofNullable(cause);
    }

    /** How long the part may go on although it was told to end; empty: it was not told yet. */
    synchronized Optional<Duration> grace() {
        return told ? Optional.of(Duration.ofNanos(Math.max(0, lastCall - System.nanoTime()))) : Optional.empty();
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
     * Goes on unless the part has to end and was not told so, or has gone on for too long since.
     *
     * @throws Interruption otherwise
     */
    void check() {
        if (mayGoOn()) {
            return;
        }
        tell();
        Interruption why = cause().orElseThrow();
        throw new Interruption(why.result(), why.getMessage(), why.byOther());
    }

    /**
     * Waits.
     *
     * @throws Interruption as soon as the part has to end
     */
    void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        check();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            await(left);
            check();
        }
    }

    @Override
    public void close() {
        inParent.close();
    }

    private synchronized boolean mayGoOn() {
        return cause == null || told && System.nanoTime() - lastCall < 0;
    }

    /** Whoever is around this part and has to end, too, is told by the same exception. */
    private void tell() {
        synchronized (this) {
            told = cause != null;
        }
        parent.ifPresent(Cancellation::tell);
    }

    private synchronized void await(long nanos) {
        long longest = told ? Math.min(nanos, Math.max(0, lastCall - System.nanoTime())) : nanos;
        try {
            if (told || cause == null) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, longest));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interruption(BuildResult.ABORTED, "interrupted while waiting");
        }
    }

    private synchronized void remove(Runnable listener) {
        listeners.remove(listener);
    }
}

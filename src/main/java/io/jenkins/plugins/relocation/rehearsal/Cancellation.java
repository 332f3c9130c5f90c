// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    private final Ticker ticker;
    private final Optional<Cancellation> parent;
    private Registration inParent = () -> {};
    private Interruption cause;
    private boolean told;
    private long lastCall;

    Cancellation(Ticker ticker) {
        this(ticker, Optional.empty());
    }

    private Cancellation(Ticker ticker, Optional<Cancellation> parent) {
        this.ticker = ticker;
        this.parent = parent;
    }

    /** A part inside this one. */
    Cancellation child() {
        Cancellation child = new Cancellation(ticker, Optional.of(this));
        child.inParent = onCancel(() -> child.cancel(cause().orElseThrow()));
        return child;
    }

    /** Ends the part. The first cause stays. */
    void cancel(Interruption why) {
        long now = ticker.nanos();
        List<Runnable> listening;
        synchronized (this) {
            if (cause != null) {
                return;
            }
            cause = why;
            lastCall = now + GRACE.toNanos();
            listening = List.copyOf(listeners);
            listeners.clear();
        }
        listening.forEach(Runnable::run);
    }

    /** Why the part has to end; empty: it does not. */
    synchronized Optional<Interruption> cause() {
        return Optional.ofNullable(cause);
    }

    /** How long the part may go on although it was told to end; empty: it was not told yet. */
    Optional<Duration> grace() {
        long now = ticker.nanos();
        synchronized (this) {
            return told ? Optional.of(Duration.ofNanos(Math.max(0, lastCall - now))) : Optional.empty();
        }
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
        if (!mustEnd()) {
            return;
        }
        tell();
        Interruption why = cause().orElseThrow();
        throw new Interruption(why.result(), why.getMessage(), why.byOther());
    }

    /** Whether the part has to end now. */
    boolean mustEnd() {
        long now = ticker.nanos();
        synchronized (this) {
            return cause != null && (!told || now - lastCall >= 0);
        }
    }

    /** When the part may go on no longer, on the ticker; far away, when it may. */
    synchronized long lastCall() {
        return told ? lastCall : Long.MAX_VALUE;
    }

    @Override
    public void close() {
        inParent.close();
    }

    /** Whoever is around this part and has to end, too, is told by the same exception. */
    private void tell() {
        synchronized (this) {
            told = cause != null;
        }
        parent.ifPresent(Cancellation::tell);
    }

    private synchronized void remove(Runnable listener) {
        listeners.remove(listener);
    }
}

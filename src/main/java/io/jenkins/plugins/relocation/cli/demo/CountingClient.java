// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A client of Redis that counts up all the time. It knows all addresses where the server may be, as clients with a list of
 * servers do, and reconnects when it gets no answer. It watches from outside: what it was promised must still be there.
 */
final class CountingClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long PAUSE_NANOS = 3_000_000;

    private final List<String> addresses;
    private final int port;
    private final Thread thread = new Thread(this::count, "counting client");
    private volatile boolean ended;
    private volatile long acknowledged;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();
    private volatile long longestGapNanos;
    private volatile String violation = "";

    CountingClient(List<String> addresses, int port) {
        this.addresses = List.copyOf(addresses);
        this.port = port;
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins to look for the longest gap anew. */
    void resetGap() {
        longestGapNanos = 0;
    }

    /** Longest time between two answers since {@link #resetGap}. */
    Duration longestGap() {
        return Duration.ofNanos(longestGapNanos);
    }

    /** Highest count that the server has promised. */
    long acknowledged() {
        return acknowledged;
    }

    long answers() {
        return answers.get();
    }

    long reconnects() {
        return reconnects.get();
    }

    /** What the server promised and then did not keep; empty: nothing. */
    String violation() {
        return violation;
    }

    private void count() {
        long last = System.nanoTime();
        int next = 0;
        while (!ended) {
            try (LineClient client = new LineClient(addresses.get(next % addresses.size()), port, PATIENCE)) {
                while (!ended) {
                    String answer = client.ask("INCR relocation:demo");
                    long value = Long.parseLong(answer.substring(1));
                    long now = System.nanoTime();
                    longestGapNanos = Math.max(longestGapNanos, now - last);
                    last = now;
                    check(value);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (IOException | NumberFormatException e) {
                // No answer here now: the server may be on the next host.
                next++;
                reconnects.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void check(long value) {
        if (value <= acknowledged) {
            violation = "the server had promised %d and then answered %d".formatted(acknowledged, value);
        }
        acknowledged = value;
        answers.incrementAndGet();
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

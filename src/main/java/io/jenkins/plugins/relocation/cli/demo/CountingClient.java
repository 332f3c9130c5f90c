// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A client of Redis that counts up every three milliseconds and watches from outside: what it was promised must still be
 * there. It is the only one that counts. Thread-safe.
 */
public final class CountingClient implements AutoCloseable {
    private static final String KEY = "relocation:demo";
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration BEGIN = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = 3_000_000;

    private final List<String> addresses;
    private final int port;
    private final boolean reconnects;
    private final Duration patience;
    private final Object turn = new Object();
    private final Thread thread = new Thread(this::connect, "counting client");
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean ended;
    private volatile long acknowledged;
    private volatile long lastAnswer = System.nanoTime();
    private volatile long longestGap;
    private volatile String violation = "";
    private volatile String lost = "";

    private CountingClient(List<String> addresses, int port, boolean reconnects, Duration patience) {
        this.addresses = List.copyOf(addresses);
        this.port = port;
        this.reconnects = reconnects;
        this.patience = patience;
        thread.setDaemon(true);
        thread.start();
    }

    /** Connects to one of several addresses, and again whenever it gets no answer: the server may be on the next host. */
    public static CountingClient anywhere(List<String> addresses, int port) {
        return new CountingClient(addresses, port, true, SHORT).begun();
    }

    /** Connects once. When that connection breaks, or is silent for a minute, it is lost and the client ends. */
    public static CountingClient onOneConnection(String address, int port) {
        return new CountingClient(List.of(address), port, false, LONG).begun();
    }

    /** Waits a moment for the first answer; without one, what is asked later tells. */
    private CountingClient begun() {
        long end = System.nanoTime() + BEGIN.toNanos();
        while (acknowledged == 0 && lost.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return this;
    }

    /** Begins to look for the longest gap anew. */
    public void resetGap() {
        longestGap = 0;
    }

    /** Longest time between two answers since {@link #resetGap}; the one that has not ended counts, too. */
    public Duration longestGap() {
        return Duration.ofNanos(Math.max(longestGap, System.nanoTime() - lastAnswer));
    }

    /** Highest count that the server has promised; 0: none yet. */
    public long acknowledged() {
        return acknowledged;
    }

    /** How often it has connected. */
    public int connections() {
        return connections.get();
    }

    /** What the server promised and then did not keep; empty: nothing. */
    public String violation() {
        return violation;
    }

    /** Why its only connection was lost; empty: it lives. */
    public String lost() {
        return lost;
    }

    /** The count as another connection to that address reads it, and the promised one, while nothing is under way. */
    public Count count(String address) {
        return quietly(() -> new Count(acknowledged, new RedisServer(address, port).number(KEY)));
    }

    /** Does something while no request is under way, so that it delays none. */
    <T> T quietly(Supplier<T> work) {
        synchronized (turn) {
            if (!lost.isEmpty()) {
                return work.get();
            }
            longestGap = Math.max(longestGap, System.nanoTime() - lastAnswer);
            T result = work.get();
            lastAnswer = System.nanoTime();
            return result;
        }
    }

    /**
     * A comparison.
     *
     * @param acknowledged highest count that the client was promised
     * @param value what the server has
     */
    public record Count(long acknowledged, long value) {}

    private void connect() {
        for (int next = 0; !ended && lost.isEmpty(); next++) {
            try (LineClient client = new LineClient(addresses.get(next % addresses.size()), port, patience)) {
                connections.incrementAndGet();
                while (!ended) {
                    increment(client);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (IOException | NumberFormatException e) {
                if (!reconnects) {
                    lost = "after %d counts: %s".formatted(acknowledged, e.getMessage());
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void increment(LineClient client) throws IOException {
        synchronized (turn) {
            String answer = client.ask("INCR " + KEY);
            long value = Long.parseLong(answer.substring(1));
            long now = System.nanoTime();
            longestGap = Math.max(longestGap, now - lastAnswer);
            lastAnswer = now;
            // What was asked before a connection broke may have been done without an answer.
            if (reconnects ? value <= acknowledged : value != acknowledged + 1) {
                violation = "the server had promised %d and then answered %d".formatted(acknowledged, value);
            }
            acknowledged = value;
        }
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

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.time.Duration;

/** Counts in the application of a partition, wherever it runs, and remembers what it was promised. */
final class PartitionClient implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(20);

    private final int port;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long acknowledged;
    private volatile long longestGap;
    private volatile String wentBack = "";

    PartitionClient(String wpar, int port) {
        this.port = port;
        this.thread = new Thread(this::count, "client of " + wpar);
        thread.setDaemon(true);
        thread.start();
    }

    private void count() {
        long answered = Ticker.SYSTEM.nanos();
        while (!stopped) {
            try (LineClient client = new LineClient("127.0.0.1", port, AixActs.patience())) {
                while (!stopped) {
                    long value = Long.parseLong(client.ask("COUNT"));
                    long now = Ticker.SYSTEM.nanos();
                    longestGap = Math.max(longestGap, now - answered);
                    answered = now;
                    if (value <= acknowledged) {
                        wentBack = "it went back from %,d to %,d".formatted(acknowledged, value);
                    }
                    acknowledged = value;
                    Ticker.SYSTEM.pause(PACE);
                }
            } catch (IOException e) {
                // Nobody answers while it moves.
                Ticker.SYSTEM.pause(PACE);
            }
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    String wentBack() {
        return wentBack;
    }

    Duration longestGap() {
        return Duration.ofNanos(longestGap);
    }

    /** What the application says now; -1: it does not answer. */
    long value() {
        try (LineClient client = new LineClient("127.0.0.1", port, AixActs.patience())) {
            return Long.parseLong(client.ask("GET"));
        } catch (IOException e) {
            return -1;
        }
    }

    void stop() {
        stopped = true;
        try {
            thread.join(AixActs.patience().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}

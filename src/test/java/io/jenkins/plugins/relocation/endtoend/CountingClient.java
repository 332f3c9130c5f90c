// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A user of Redis who counts up without a pause, wherever Redis is, and remembers what was promised. */
final class CountingClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 150;

    private final List<String> addresses;
    private final Thread thread = new Thread(this::count, "counting client");
    private volatile boolean ended;
    private volatile long promised;
    private volatile long longestGapNanos;
    private volatile String broken = "";

    CountingClient(Machines machines) {
        this.addresses = Machines.NAMES.stream().map(machines::address).toList();
        thread.setDaemon(true);
        thread.start();
    }

    /** The highest count that Redis has promised. */
    long promised() {
        return promised;
    }

    Duration longestGap() {
        return Duration.ofNanos(longestGapNanos);
    }

    /** What Redis promised and did not keep; empty: nothing. */
    String broken() {
        return broken;
    }

    private void count() {
        long last = System.nanoTime();
        for (int next = 0; !ended; next++) {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(
                        new InetSocketAddress(addresses.get(next % addresses.size()), Redis.PORT), PATIENCE_MILLIS);
                BufferedReader answers =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                while (!ended) {
                    socket.getOutputStream().write("INCR e2e:count\r\n".getBytes(StandardCharsets.US_ASCII));
                    String answer = answers.readLine();
                    if (answer == null) {
                        break;
                    }
                    long now = System.nanoTime();
                    longestGapNanos = Math.max(longestGapNanos, now - last);
                    last = now;
                    remember(Long.parseLong(answer.substring(1)));
                    Thread.sleep(2);
                }
            } catch (IOException | NumberFormatException e) {
                continue;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void remember(long value) {
        if (value <= promised) {
            broken = "%d was promised, then came %d".formatted(promised, value);
        }
        promised = value;
    }

    @Override
    public void close() {
        ended = true;
        thread.interrupt();
    }
}

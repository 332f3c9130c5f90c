// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A client outside: counts in Redis every 3 ms. It knows both addresses, and tries the other one when it gets no answer
 * within 100 ms or no connection.
 */
final class RedisClient implements AutoCloseable {
    private static final int PATIENCE_MS = 100;
    private static final long PAUSE = 3_000_000;

    private final List<String> hosts;
    private final int port;
    private final Thread thread = new Thread(this::count, "redis client");
    private volatile boolean ended;
    private volatile long longest;
    private volatile long acknowledged;
    private volatile String wrong = "";

    RedisClient(List<String> hosts, int port) {
        this.hosts = List.copyOf(hosts);
        this.port = port;
        thread.setDaemon(true);
        thread.start();
    }

    void watch() {
        longest = 0;
        wrong = "";
    }

    double longestGapMs() {
        return longest / 1e6;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** What the server promised and did not keep; empty: nothing. */
    String wrong() {
        return wrong;
    }

    private void count() {
        long last = System.nanoTime();
        for (int next = 0; !ended; next++) {
            try (Connection connection = new Connection(hosts.get(next % hosts.size()), port, PATIENCE_MS)) {
                while (!ended) {
                    long value = Long.parseLong(
                            connection.ask("INCR relocation:bench").substring(1));
                    long now = System.nanoTime();
                    longest = Math.max(longest, now - last);
                    last = now;
                    if (value <= acknowledged) {
                        wrong = "the server promised %d and then answered %d".formatted(acknowledged, value);
                    }
                    acknowledged = value;
                    LockSupport.parkNanos(PAUSE);
                }
            } catch (IOException | NumberFormatException e) {
                // No answer here: the server may be on the other host now.
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    @Override
    public void close() {
        ended = true;
    }

    /** A connection to a server that answers a line with a line. */
    static final class Connection implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader reader;

        Connection(String host, int port, int patienceMs) throws IOException {
            try {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(patienceMs);
                socket.connect(new InetSocketAddress(host, port), patienceMs);
                reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        String ask(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = reader.readLine();
            if (answer == null) {
                throw new IOException("connection closed");
            }
            return answer.startsWith("$") ? reader.readLine() : answer;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

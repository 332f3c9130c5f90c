// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A client outside: asks the first process on all hosts every 5 ms, over UDP, and looks how long nobody answers. */
final class Pinger implements AutoCloseable {
    private static final long TICK = 5_000_000;
    private static final int PATIENCE_MS = 2;
    private static final int SUM_PATIENCE_MS = 30_000;

    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final int port;
    private final Thread thread = new Thread(this::ask, "pinger");
    private volatile boolean ended;
    private volatile boolean watching;
    private volatile long longest;
    private volatile String wrong = "";
    private long lastAnswer;
    private long lastCount;

    Pinger(List<String> hosts, int port) {
        hosts.forEach(host -> addresses.add(new InetSocketAddress(host, port)));
        this.port = port;
        thread.setDaemon(true);
        thread.start();
    }

    void watch() {
        longest = 0;
        wrong = "";
        watching = true;
    }

    void unwatch() {
        watching = false;
    }

    double longestGapMs() {
        return longest / 1e6;
    }

    /** What a count said that must not be; empty: nothing. */
    String wrong() {
        return wrong;
    }

    private void ask() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MS);
            byte[] ping = "PING".getBytes(StandardCharsets.US_ASCII);
            while (!ended) {
                if (!watching) {
                    lastAnswer = 0;
                    LockSupport.parkNanos(TICK);
                    continue;
                }
                for (InetSocketAddress address : addresses) {
                    socket.send(new DatagramPacket(ping, ping.length, address));
                }
                hear(socket);
                LockSupport.parkNanos(TICK - PATIENCE_MS * 1_000_000L);
            }
        } catch (IOException e) {
            wrong = "the client failed: " + e;
        }
    }

    private void hear(DatagramSocket socket) throws IOException {
        byte[] bytes = new byte[64];
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        try {
            while (true) {
                packet.setLength(bytes.length);
                socket.receive(packet);
                String answer = new String(bytes, 0, packet.getLength(), StandardCharsets.US_ASCII);
                if (answer.startsWith("PONG ")) {
                    note(Long.parseLong(answer.substring(5)));
                }
            }
        } catch (SocketTimeoutException e) {
            // Nobody has more to say now.
            return;
        }
    }

    private void note(long count) {
        long now = System.nanoTime();
        if (lastAnswer > 0) {
            longest = Math.max(longest, now - lastAnswer);
            if (count < lastCount) {
                wrong = "the client was answered %d and then %d".formatted(lastCount, count);
            }
        }
        lastAnswer = now;
        lastCount = count;
    }

    /** Process id and checksum of all memory of a process, as it says itself. */
    String sum(int number, String host) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(SUM_PATIENCE_MS);
            byte[] question = "SUM".getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(question, question.length, InetAddress.getByName(host), port + number));
            byte[] bytes = new byte[128];
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            socket.receive(packet);
            String[] words = new String(bytes, 0, packet.getLength(), StandardCharsets.US_ASCII).split(" ");
            return words.length == 4 ? words[1] + " " + words[3] : "no answer";
        } catch (IOException e) {
            return "no answer";
        }
    }

    @Override
    public void close() {
        ended = true;
    }
}

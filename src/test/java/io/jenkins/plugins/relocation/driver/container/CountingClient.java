// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that increments a counter of a Redis server every three milliseconds, over one connection that is never made
 * again. It runs as a program of its own, where clients of the laboratory are.
 */
public final class CountingClient implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5000;
    private static final int ANSWER_MILLIS = 60000;
    private static final long PAUSE_NANOS = 3_000_000;
    private static final long MILLION = 1_000_000;

    private final Process process;
    private final BufferedReader reader;

    private CountingClient(Process process) {
        this.process = process;
        this.reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * What came out.
     *
     * @param acknowledged how many increments the server acknowledged
     * @param last the last value that it answered
     * @param longestMillis the longest time between two answers
     * @param problem why it ended early; empty: it did not
     */
    public record Result(long acknowledged, long last, long longestMillis, String problem) {}

    public static CountingClient start(String namespace, String address, int port) {
        String classes;
        try {
            classes = Path.of(CountingClient.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            Process process = new ProcessBuilder(List.of(
                            "nsenter",
                            "--net=" + namespace,
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classes,
                            CountingClient.class.getName(),
                            address,
                            Integer.toString(port)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            CountingClient client = new CountingClient(process);
            String first = client.line();
            if (!"connected".equals(first)) {
                client.close();
                throw new IllegalStateException("the client did not connect: " + first);
            }
            return client;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it still counts. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Lets it end and gives what came out. */
    public Result stop() {
        try {
            process.getOutputStream().close();
            String[] words = line().split(" ", 4);
            return new Result(
                    Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), words[3].strip());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            close();
        }
    }

    private String line() throws IOException {
        String line = reader.readLine();
        return line == null ? "" : line;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] args) throws IOException {
        long count = 0;
        long last = 0;
        long longest = 0;
        String problem = "";
        AtomicBoolean stop = stopAtEndOfInput();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(args[0], Integer.parseInt(args[1])), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            System.out.println("connected");
            long before = System.nanoTime();
            while (!stop.get()) {
                out.write("*2\r\n$4\r\nINCR\r\n$7\r\ncounter\r\n".getBytes(StandardCharsets.US_ASCII));
                String answer = in.readLine();
                long now = System.nanoTime();
                longest = Math.max(longest, now - before);
                before = now;
                long value = answer != null && answer.startsWith(":") ? Long.parseLong(answer.substring(1)) : -1;
                if (value != last + 1 && last > 0) {
                    problem = "after %d came %s".formatted(last, answer);
                    break;
                }
                last = value;
                count++;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            problem = e.toString();
        }
        System.out.printf("%d %d %d %s%n", count, last, longest / MILLION, problem.isEmpty() ? " " : problem);
    }

    private static AtomicBoolean stopAtEndOfInput() {
        AtomicBoolean stop = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // Nobody is there any more: as good as the end of the input.
            }
            stop.set(true);
        });
        reader.setDaemon(true);
        reader.start();
        return stop;
    }
}

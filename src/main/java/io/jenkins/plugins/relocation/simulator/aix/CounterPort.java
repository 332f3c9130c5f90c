// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The port of a partition's application, on 127.0.0.1 in place of the address that moves with the partition. Whoever runs it answers: COUNT
 * counts up and says how far, GET says how far, PING says PONG, WHERE names the systems that run it.
 */
public final class CounterPort implements AutoCloseable {
    private final String wpar;
    private final List<AixMachine> machines;
    private final ServerSocket socket;

    /**
     * Opens the port.
     *
     * @param machines all systems on which it can be
     */
    public CounterPort(String wpar, List<AixMachine> machines) {
        this.wpar = wpar;
        this.machines = List.copyOf(machines);
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "simulated-application " + wpar);
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread thread = new Thread(() -> talk(client), "simulated-application " + wpar);
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client;
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(client.getOutputStream(), true, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<String> answer = answer(line.strip());
                if (answer.isEmpty()) {
                    return;
                }
                out.println(answer.get());
            }
        } catch (IOException e) {
            // The client has gone.
            return;
        }
    }

    /** What is said; empty: nobody runs it, and the connection ends. */
    private synchronized Optional<String> answer(String word) {
        if (word.equals("WHERE")) {
            return Optional.of(machines.stream()
                    .filter(machine ->
                            machine.state(wpar).filter(WparState.ACTIVE::equals).isPresent())
                    .map(machine -> machine.profile().hostname())
                    .collect(Collectors.joining(" ")));
        }
        return machines.stream()
                .filter(machine -> machine.isReached(wpar))
                .findFirst()
                .flatMap(machine -> machine.work(wpar))
                .map(task -> said(task, word));
    }

    private static String said(Task task, String word) {
        return switch (word) {
            case "COUNT" -> {
                task.use();
                yield Long.toString(task.count());
            }
            case "GET" -> Long.toString(task.count());
            case "PING" -> "PONG";
            default -> "?";
        };
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

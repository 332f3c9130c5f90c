// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.lab.LabHost;
import io.jenkins.plugins.relocation.lab.Laboratory;
import io.jenkins.plugins.relocation.lab.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The laboratory's hosts, seen from outside the product: entered through their namespaces, asked over TCP. */
final class Machines {
    static final List<String> NAMES = List.of("alpha", "beta", "gamma");
    private static final Duration SOON = Duration.ofSeconds(30);

    final Laboratory laboratory = Laboratory.current().orElseThrow();

    /** Starts a host that a test before this one left powered off, so that one failure stays one failure. */
    void powerOn(String host) {
        if (laboratory.host(host, SOON, "true").exit() != 0) {
            laboratory.boot(host);
        }
    }

    /** Runs a shell program as root on a host; it must succeed. */
    String sh(String host, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", program, "bash"));
        command.addAll(Arrays.asList(arguments));
        Outcome outcome = laboratory.host(host, SOON, command.toArray(String[]::new));
        assertThat(outcome.exit())
                .as("%s on %s: %s", program, host, outcome.err())
                .isZero();
        return outcome.out().strip();
    }

    /** Sends a line to a port and returns the line that answers it. */
    String ask(String host, int port, String line) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.connect(new InetSocketAddress(address(host), port), 2000);
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(readLine(socket), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new AssertionError("%s port %d asked %s: %s".formatted(host, port, line, e), e);
        }
    }

    private static byte[] readLine(Socket socket) throws IOException {
        java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
        for (int b = socket.getInputStream().read();
                b >= 0 && b != '\n';
                b = socket.getInputStream().read()) {
            line.write(b);
        }
        return line.toByteArray();
    }

    boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address(host), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String address(String host) {
        return host(host).address();
    }

    /** The addresses of all hosts. */
    List<String> addresses() {
        return NAMES.stream().map(this::address).toList();
    }

    /** Algorithm and key of a host, without a comment. */
    String key(String host) {
        String[] words = host(host).hostKey().split(" ");
        return words[0] + " " + words[1];
    }

    /** The private key that opens every host for root and ops. */
    Path loginKey() {
        return laboratory.lab().key();
    }

    private LabHost host(String name) {
        return laboratory.lab().host(name);
    }

    static void await(String what, BooleanSupplier condition) {
        await(what, SOON.toSeconds(), condition);
    }

    static void await(String what, long seconds, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("%s did not come true within %d s".formatted(what, seconds));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(30);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}

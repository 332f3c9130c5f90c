// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.servers.RawServer;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Probe;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpProbeTest {
    @Test
    void passesWhenAConnectionCanBeOpened() throws IOException {
        try (RawServer server = RawServer.silent()) {
            Probe.Outcome outcome = attempt("127.0.0.1", server.port(), Samples.LONG);

            assertThat(outcome).isEqualTo(new Probe.Outcome(true, "127.0.0.1:%d: connected".formatted(server.port())));
        }
    }

    @Test
    void asksTheWorkloadsHostWhenNoAddressIsGiven() throws IOException {
        try (RawServer server = RawServer.silent()) {
            assertThat(attempt("", server.port(), Samples.LONG).passed()).isTrue();
            assertThat(attempt("{host}", server.port(), Samples.LONG).passed()).isTrue();
        }
    }

    @Test
    void saysThatTheConnectionIsRefused() throws IOException {
        int port = RawServer.refusedPort();

        Probe.Outcome outcome = attempt("", port, Samples.LONG);

        assertThat(outcome).isEqualTo(new Probe.Outcome(false, "127.0.0.1:%d: connection refused".formatted(port)));
    }

    @Test
    void saysThatTheNameIsNotResolved() {
        // A label of 64 characters is refused before anybody asks a name server.
        Probe.Outcome outcome = attempt("x".repeat(64) + ".invalid", 80, Samples.LONG);

        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.saw()).endsWith("cannot be resolved");
    }

    @Test
    void givesUpOnAServerThatDoesNotAccept() throws IOException {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            fill(full, waiting);
            long start = System.nanoTime();

            Probe.Outcome outcome = attempt("", full.getLocalPort(), Samples.SHORT);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(outcome.passed()).isFalse();
            assertThat(outcome.saw()).contains("no connection within");
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void stopsWhenTheThreadIsInterrupted() throws IOException {
        try (RawServer server = RawServer.silent()) {
            Thread.currentThread().interrupt();

            RelocationException stopped =
                    catchThrowableOfType(RelocationException.class, () -> attempt("", server.port(), Samples.LONG));

            assertThat(stopped.code()).isEqualTo(ErrorCode.STOPPED);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Fills the queue of connections that wait to be accepted; further ones get no answer. */
    private static void fill(ServerSocket full, List<SocketChannel> waiting) throws IOException {
        for (int i = 0; i < 8; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(full.getLocalSocketAddress());
            waiting.add(channel);
        }
    }

    private static Probe.Outcome attempt(String address, int port, Duration timeout) {
        return Samples.sockets().attempt(new ProbeSpec.Tcp(address, port, Samples.once(timeout)), Samples.HOST);
    }
}

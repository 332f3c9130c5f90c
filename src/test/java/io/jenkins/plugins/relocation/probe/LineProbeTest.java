// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.servers.RawServer;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Probe;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineProbeTest {
    @Test
    void sendsALineAndPassesOnTheExpectedAnswer() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        try (RawServer server = RawServer.start(socket -> {
            asked.complete(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine());
            socket.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().read();
        })) {
            Probe.Outcome outcome = attempt(server, "PING ü", "PONG", Samples.LONG);

            assertThat(outcome.passed()).isTrue();
            assertThat(outcome.saw()).endsWith("answered \"+PONG\\u000d\\u000a\"");
            assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo("PING ü");
        }
    }

    @Test
    void onlyListensWhenNothingIsToBeSent() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawServer server = RawServer.start(socket -> {
            socket.getOutputStream().write("220 mail ready".getBytes(StandardCharsets.UTF_8));
            heard.complete(socket.getInputStream().read());
        })) {
            assertThat(attempt(server, "", "220 ", Samples.LONG).passed()).isTrue();
            assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }

    @Test
    void findsAnAnswerThatComesInPieces() throws Exception {
        try (RawServer server = RawServer.start(socket -> {
            socket.setTcpNoDelay(true);
            for (byte piece : "xxPüONG".getBytes(StandardCharsets.UTF_8)) {
                socket.getOutputStream().write(piece);
                assertThat(new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS))
                        .isFalse();
            }
            socket.getInputStream().read();
        })) {
            assertThat(attempt(server, "", "PüONG", Samples.LONG).passed()).isTrue();
        }
    }

    @Test
    void saysWhatCameInsteadWithItsControlCharactersEscaped() throws IOException {
        try (RawServer server = RawServer.answering("-ERR \u001b[2J\u202e loading")) {
            Probe.Outcome outcome = attempt(server, "PING", "PONG", Samples.LONG);

            assertThat(outcome.passed()).isFalse();
            assertThat(outcome.saw())
                    .contains("-ERR \\u001b[2J\\u202e loading")
                    .contains("without \"PONG\", then the peer closed the connection");
        }
    }

    @Test
    void saysThatThePeerClosedWithoutAWord() throws IOException {
        try (RawServer server = RawServer.answering("")) {
            assertThat(attempt(server, "PING", "PONG", Samples.LONG).saw())
                    .endsWith("received nothing without \"PONG\", then the peer closed the connection");
        }
    }

    @Test
    void givesUpOnASilentServer() throws IOException {
        try (RawServer server = RawServer.silent()) {
            assertThat(failsInTime(server, "PING").saw()).endsWith("received nothing without \"PONG\" within 300 ms");
        }
    }

    @Test
    void givesUpOnAServerThatDrips() throws IOException {
        try (RawServer server = RawServer.dripping("slow".getBytes(StandardCharsets.UTF_8), 'z')) {
            assertThat(failsInTime(server, "PING").saw())
                    .contains("\"slowz")
                    .endsWith("without \"PONG\" within 300 ms");
        }
    }

    @Test
    void givesUpOnAServerThatDoesNotRead() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (RawServer server = RawServer.start(
                socket -> assertThat(done.await(30, TimeUnit.SECONDS)).isTrue())) {
            String tooMuch = "x".repeat(64 << 20);

            assertThat(failsInTime(server, tooMuch).saw()).contains("connected, but took only");
        } finally {
            done.countDown();
        }
    }

    @Test
    void readsNoMoreThan64KiB() throws IOException {
        try (RawServer server = RawServer.flooding("", "spam ")) {
            Probe.Outcome outcome = attempt(server, "", "PONG", Samples.LONG);

            assertThat(outcome.passed()).isFalse();
            assertThat(outcome.saw()).contains("received 65536 bytes").endsWith("and more is not read");
        }
    }

    @Test
    void stopsWhenTheThreadIsInterruptedWhileItWaits() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (RawServer server = RawServer.start(socket -> {
            connected.countDown();
            socket.getInputStream().read();
        })) {
            FutureTask<RelocationException> probing = new FutureTask<>(() ->
                    catchThrowableOfType(RelocationException.class, () -> attempt(server, "", "PONG", Samples.LONG)));
            Thread thread = new Thread(probing, "probing");
            thread.start();
            assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();

            thread.interrupt();

            assertThat(probing.get(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.STOPPED);
        }
    }

    private static Probe.Outcome failsInTime(RawServer server, String send) {
        long start = System.nanoTime();
        Probe.Outcome outcome = attempt(server, send, "PONG", Samples.SHORT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(outcome.passed()).isFalse();
        return outcome;
    }

    private static Probe.Outcome attempt(RawServer server, String send, String expect, Duration timeout) {
        return Samples.sockets()
                .attempt(new ProbeSpec.Line("", server.port(), send, expect, Samples.once(timeout)), Samples.HOST);
    }
}

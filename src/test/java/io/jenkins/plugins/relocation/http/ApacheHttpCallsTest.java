// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.servers.RawServer;
import io.jenkins.plugins.relocation.servers.TestWebServer;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApacheHttpCallsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ApacheHttpCalls calls = new ApacheHttpCalls();

    @AfterEach
    void close() {
        calls.close();
    }

    @Test
    void givesStatusAndBody() throws IOException {
        try (TestWebServer server = TestWebServer.http(404, "nothing here: ü", Map.of())) {
            HttpAnswer answer = get(server.url(), LONG);

            assertThat(answer).isEqualTo(new HttpAnswer(404, "nothing here: ü", false, ""));
        }
    }

    @Test
    void readsTheCharacterSetThatTheAnswerNames() throws IOException {
        byte[] bytes = {(byte) 0xfc};
        try (RawServer server = RawServer.start(socket -> {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n".getBytes());
            socket.getOutputStream().write(bytes);
        })) {
            assertThat(get(url(server), LONG).body()).isEqualTo("ü");
        }
    }

    @Test
    void givesARedirectAsTheAnswer() throws IOException {
        try (TestWebServer elsewhere = TestWebServer.http(200, "secret", Map.of());
                TestWebServer server = TestWebServer.http(302, "", Map.of("Location", elsewhere.url()))) {
            HttpAnswer answer = get(server.url(), LONG);

            assertThat(answer.status()).isEqualTo(302);
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void asksOnceEvenWhenTheServerInvitesToTryAgain() throws IOException {
        try (TestWebServer server = TestWebServer.http(503, "busy", Map.of("Retry-After", "0"))) {
            assertThat(get(server.url(), LONG).status()).isEqualTo(503);
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void keepsNoCookiesAndAsksForNothingPacked() throws IOException {
        try (TestWebServer server = TestWebServer.http(200, "hello", Map.of("Set-Cookie", "id=1; Path=/"))) {
            get(server.url(), LONG);
            get(server.url(), LONG);

            assertThat(server.asked()).hasSize(2).allSatisfy(headers -> assertThat(headers)
                    .doesNotContainKeys("Cookie", "Accept-encoding"));
        }
    }

    @Test
    void usesNoProxyOfTheProcess() throws IOException {
        String before = System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", String.valueOf(RawServer.refusedPort()));
        System.setProperty("http.nonProxyHosts", "");
        try (TestWebServer server = TestWebServer.http(200, "direct", Map.of())) {
            assertThat(get(server.url(), LONG).body()).isEqualTo("direct");
        } finally {
            System.clearProperty("http.proxyPort");
            System.clearProperty("http.nonProxyHosts");
            System.clearProperty("http.proxyHost");
            if (before != null) {
                System.setProperty("http.proxyHost", before);
            }
        }
    }

    @Test
    void cutsALongBody() throws IOException {
        try (TestWebServer server = TestWebServer.http(200, "x".repeat(100_000), Map.of())) {
            HttpAnswer answer = get(server.url(), LONG);

            assertThat(answer.body()).hasSize(HttpQuestion.MAX_BODY);
            assertThat(answer.truncated()).isTrue();
        }
    }

    @Test
    void keepsABodyThatJustFits() throws IOException {
        try (TestWebServer server = TestWebServer.http(200, "x".repeat(HttpQuestion.MAX_BODY), Map.of())) {
            HttpAnswer answer = get(server.url(), LONG);

            assertThat(answer.body()).hasSize(HttpQuestion.MAX_BODY);
            assertThat(answer.truncated()).isFalse();
        }
    }

    @Test
    void cutsAnEndlessBody() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (RawServer server = RawServer.flooding(head, "4\r\nabcd\r\n")) {
            HttpAnswer answer = get(url(server), LONG);

            assertThat(answer.body()).hasSize(HttpQuestion.MAX_BODY).startsWith("abcdabcd");
            assertThat(answer.truncated()).isTrue();
        }
    }

    @Test
    void refusesEndlessHeaders() throws IOException {
        try (RawServer server = RawServer.flooding("HTTP/1.1 200 OK\r\n", "X-More: more\r\n")) {
            RelocationException refused = refused(url(server), LONG);

            assertThat(refused.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
            assertThat(refused).hasMessageContaining("Maximum header count exceeded");
        }
    }

    @Test
    void saysThatTheConnectionIsRefused() throws IOException {
        int port = RawServer.refusedPort();

        RelocationException refused = refused("http://127.0.0.1:%d/up".formatted(port), LONG);

        assertThat(refused.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
        assertThat(refused).hasMessage("GET http://127.0.0.1:%d/up: connection refused".formatted(port));
    }

    @Test
    void saysThatTheNameIsNotResolved() {
        // A label of 64 characters is refused before anybody asks a name server.
        RelocationException refused = refused("http://%s.invalid/".formatted("x".repeat(64)), LONG);

        assertThat(refused.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
        assertThat(refused).hasMessageEndingWith("the host name cannot be resolved");
    }

    @Test
    void resolvesNamesThatJavaDoesNotTakeForHostNames() {
        RelocationException refused = refused("http://%s_.invalid/".formatted("x".repeat(64)), LONG);

        assertThat(refused).hasMessageEndingWith("the host name cannot be resolved");
    }

    @Test
    void showsNoSecretsOfTheAddress() throws IOException {
        RelocationException refused =
                refused("http://127.0.0.1:%d/up?token=sesame#part".formatted(RawServer.refusedPort()), LONG);

        assertThat(refused).hasMessageContaining("/up?…").hasMessageNotContaining("sesame");
        assertThat(refused).hasStackTraceContaining("refused");
        assertThat(stackTraceOf(refused)).doesNotContain("sesame");
    }

    @Test
    void givesUpOnASilentServer() throws IOException {
        try (RawServer server = RawServer.silent()) {
            RelocationException late = refusedInTime(url(server));

            assertThat(late.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
            assertThat(late).hasMessageContaining("connected, but no answer within 300 ms");
        }
    }

    @Test
    void givesUpOnHeadersThatDrip() throws IOException {
        try (RawServer server = RawServer.dripping("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(), 'x')) {
            assertThat(refusedInTime(url(server))).hasMessageContaining("connected, but no answer within 300 ms");
        }
    }

    @Test
    void givesUpOnABodyThatDrips() throws IOException {
        byte[] head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes();
        try (RawServer server = RawServer.dripping(head, 'x')) {
            assertThat(refusedInTime(url(server)))
                    .hasMessageContaining("answered 200, but its body was not complete within 300 ms");
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        byte[] hello = {0x16, 3, 3, 0x3f, 0, 2};
        try (RawServer body = RawServer.dripping("HTTP/1.1 200 OK\r\n\r\n".getBytes(), 'x');
                RawServer handshake = RawServer.dripping(hello, '\0')) {
            refused(url(body), SHORT);
            refused("https://127.0.0.1:%d/".formatted(handshake.port()), SHORT);

            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("http http")) {
                    thread.join(5_000);
                    assertThat(thread.isAlive()).as(thread.getName()).isFalse();
                }
            }
        }
    }

    @Test
    void saysThatTheServerClosedWithoutAnAnswer() throws IOException {
        try (RawServer server = RawServer.answering("")) {
            RelocationException refused = refused(url(server), LONG);

            assertThat(refused.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
            assertThat(refused).hasMessageContaining("closed the connection without an answer");
        }
    }

    @Test
    void saysThatTheServerClosedInTheMiddle() throws IOException {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")) {
            RelocationException refused = refused(url(server), LONG);

            assertThat(refused.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
            assertThat(refused).hasMessageContaining("answered 200, but its body was not complete");
        }
    }

    @Test
    void saysThatTheAnswerIsNotHttp() throws IOException {
        try (RawServer server = RawServer.answering("SSH-2.0-\u001b[31mFake\r\n\r\n")) {
            RelocationException refused = refused(url(server), LONG);

            assertThat(refused.code()).isEqualTo(ErrorCode.HOST_FAILED);
            assertThat(refused).hasMessageContaining("the answer is not HTTP").hasMessageNotContaining("\u001b");
        }
    }

    @Test
    void stopsWhenTheThreadIsInterrupted() throws IOException {
        try (RawServer server = RawServer.silent()) {
            Thread.currentThread().interrupt();

            RelocationException stopped = refused(url(server), LONG);

            assertThat(stopped.code()).isEqualTo(ErrorCode.STOPPED);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closingEndsCallsInFlight() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer server = RawServer.start(socket -> {
            socket.getInputStream().read(new byte[4096]);
            asked.countDown();
            socket.getInputStream().read(new byte[1]);
        })) {
            FutureTask<RelocationException> call = new FutureTask<>(() -> refused(url(server), LONG));
            new Thread(call, "call in flight").start();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            calls.close();

            assertThat(call.get(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.STOPPED);
            assertThat(refused(url(server), LONG).code()).isEqualTo(ErrorCode.STOPPED);
        }
    }

    private HttpAnswer get(String url, Duration timeout) {
        return calls.get(new HttpQuestion(URI.create(url), timeout, "", HttpQuestion.MAX_BODY));
    }

    private RelocationException refused(String url, Duration timeout) {
        return catchThrowableOfType(RelocationException.class, () -> get(url, timeout));
    }

    private RelocationException refusedInTime(String url) {
        long start = System.nanoTime();
        RelocationException refused = refused(url, SHORT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        return refused;
    }

    private static String url(RawServer server) {
        return "http://127.0.0.1:%d/".formatted(server.port());
    }

    private static String stackTraceOf(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.servers.RawServer;
import io.jenkins.plugins.relocation.servers.TestCertificate;
import io.jenkins.plugins.relocation.servers.TestWebServer;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static TestCertificate rightName;
    private static TestCertificate otherName;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) throws Exception {
        rightName = TestCertificate.make(directory, "ip:127.0.0.1");
        otherName = TestCertificate.make(directory, "dns:other.example");
    }

    @Test
    void acceptsAPinnedCertificateWhateverItsNameAndIssuer() throws Exception {
        try (TestWebServer server = TestWebServer.https(otherName, 200, "hello");
                ApacheHttpCalls calls = new ApacheHttpCalls()) {
            HttpAnswer answer = calls.get(question(server.url(), otherName.sha256()));

            assertThat(answer).isEqualTo(new HttpAnswer(200, "hello", false, otherName.sha256()));
        }
    }

    @Test
    void refusesAnotherCertificateThanThePinnedOneEvenWhenThePlatformTrustsIt() throws Exception {
        try (TestWebServer server = TestWebServer.https(rightName, 200, "hello");
                ApacheHttpCalls calls = trusting(rightName)) {
            RelocationException refused = refused(calls, question(server.url(), otherName.sha256()));

            assertThat(refused.code()).isEqualTo(ErrorCode.HOST_KEY_CHANGED);
            assertThat(refused)
                    .hasMessageContaining("not the pinned one")
                    .hasMessageContaining(rightName.sha256())
                    .hasMessageContaining(otherName.sha256());
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void refusesACertificateThatThePlatformDoesNotTrust() throws Exception {
        try (TestWebServer server = TestWebServer.https(rightName, 200, "hello");
                ApacheHttpCalls calls = new ApacheHttpCalls()) {
            RelocationException refused = refused(calls, question(server.url(), ""));

            assertThat(refused.code()).isEqualTo(ErrorCode.HOST_KEY_UNKNOWN);
            assertThat(refused).hasMessageContaining("not trusted").hasMessageContaining(rightName.sha256());
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void acceptsATrustedCertificateForItsName() throws Exception {
        try (TestWebServer server = TestWebServer.https(rightName, 200, "hello");
                ApacheHttpCalls calls = trusting(rightName)) {
            HttpAnswer answer = calls.get(question(server.url(), ""));

            assertThat(answer.certificateSha256()).isEqualTo(rightName.sha256());
        }
    }

    @Test
    void showsTheCertificateInEveryAnswerOfTheSameServer() throws Exception {
        try (TestWebServer server = TestWebServer.https(rightName, 200, "hello");
                ApacheHttpCalls calls = trusting(rightName)) {
            calls.get(question(server.url(), ""));

            HttpAnswer second = calls.get(question(server.url(), ""));

            assertThat(second.certificateSha256()).isEqualTo(rightName.sha256());
        }
    }

    @Test
    void refusesATrustedCertificateForAnotherName() throws Exception {
        try (TestWebServer server = TestWebServer.https(otherName, 200, "hello");
                ApacheHttpCalls calls = trusting(otherName)) {
            RelocationException refused = refused(calls, question(server.url(), ""));

            assertThat(refused.code()).isEqualTo(ErrorCode.HOST_KEY_UNKNOWN);
            assertThat(refused).hasMessageContaining("127.0.0.1 found").hasMessageContaining(otherName.sha256());
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void offersNothingOlderThanTls12() throws Exception {
        CompletableFuture<byte[]> hello = new CompletableFuture<>();
        try (RawServer server = RawServer.start(socket -> {
                    byte[] record = new byte[4096];
                    int length = socket.getInputStream().read(record);
                    hello.complete(Arrays.copyOf(record, Math.max(0, length)));
                });
                ApacheHttpCalls calls = new ApacheHttpCalls()) {
            refused(calls, question("https://127.0.0.1:%d/".formatted(server.port()), ""));

            // Extension supported_versions (43), 5 bytes: a list of 4 bytes with TLS 1.3 and TLS 1.2.
            assertThat(HexFormat.of().formatHex(hello.get(10, TimeUnit.SECONDS)))
                    .contains("002b00050403040303");
        }
    }

    @Test
    void saysThatTheServerSpeaksNoTls() throws IOException {
        try (RawServer server = RawServer.answering("HTTP/1.1 400 Bad Request\r\n\r\n");
                ApacheHttpCalls calls = new ApacheHttpCalls()) {
            RelocationException refused =
                    refused(calls, question("https://127.0.0.1:%d/".formatted(server.port()), ""));

            assertThat(refused.code()).isEqualTo(ErrorCode.HOST_FAILED);
            assertThat(refused).hasMessageContaining("TLS failed");
        }
    }

    @Test
    void givesUpOnAHandshakeThatDrips() throws IOException {
        byte[] beginningOfARecord = {0x16, 3, 3, 0x3f, 0, 2};
        try (RawServer server = RawServer.dripping(beginningOfARecord, '\0');
                ApacheHttpCalls calls = new ApacheHttpCalls()) {
            long start = System.nanoTime();
            RelocationException late = refused(
                    calls,
                    new HttpQuestion(
                            URI.create("https://127.0.0.1:%d/".formatted(server.port())),
                            Duration.ofMillis(300),
                            "",
                            HttpQuestion.MAX_BODY));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(late.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
            assertThat(late).hasMessageContaining("connected, but no TLS session within 300 ms");
        }
    }

    private static ApacheHttpCalls trusting(TestCertificate certificate) throws Exception {
        var trust = PlatformTrust.of(certificate.trusted());
        return new ApacheHttpCalls(() -> trust);
    }

    private static HttpQuestion question(String url, String pinned) {
        return new HttpQuestion(URI.create(url), LONG, pinned, HttpQuestion.MAX_BODY);
    }

    private static RelocationException refused(ApacheHttpCalls calls, HttpQuestion question) {
        return catchThrowableOfType(RelocationException.class, () -> calls.get(question));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.http.ApacheHttpCalls;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.servers.RawServer;
import io.jenkins.plugins.relocation.servers.TestCertificate;
import io.jenkins.plugins.relocation.servers.TestWebServer;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.Probe;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpProbeTest {
    private final HttpCalls calls = new ApacheHttpCalls();

    @AfterEach
    void close() {
        calls.close();
    }

    @Test
    void passesOnAnySuccessWhenNoStatusIsAskedFor() throws IOException {
        try (TestWebServer server = TestWebServer.http(204, "", Map.of())) {
            Probe.Outcome outcome = attempt("http://{host}:%d/".formatted(server.port()), List.of(), "", "");

            assertThat(outcome).isEqualTo(new Probe.Outcome(true, "answered 204"));
        }
    }

    @Test
    void saysWhatWasAnsweredInstead() throws IOException {
        try (TestWebServer server = TestWebServer.http(503, "down\r\n\u001b[31m", Map.of())) {
            Probe.Outcome outcome = attempt(server.url(), List.of(), "", "");

            assertThat(outcome.passed()).isFalse();
            assertThat(outcome.saw()).isEqualTo("answered 503 with \"down\\u000d\\u000a\\u001b[31m\"");
        }
    }

    @Test
    void acceptsOnlyTheStatusAskedFor() throws IOException {
        try (TestWebServer server = TestWebServer.http(401, "", Map.of())) {
            assertThat(attempt(server.url(), List.of(200, 401), "", "").passed())
                    .isTrue();
            assertThat(attempt(server.url(), List.of(200), "", "").passed()).isFalse();
        }
    }

    @Test
    void wantsTheTextInTheBody() throws IOException {
        try (TestWebServer server = TestWebServer.http(200, "status: degraded", Map.of())) {
            assertThat(attempt(server.url(), List.of(), "degraded", "").passed())
                    .isTrue();
            assertThat(attempt(server.url(), List.of(), "status: ok", ""))
                    .isEqualTo(new Probe.Outcome(false, "answered 200 without \"status: ok\": \"status: degraded\""));
        }
    }

    @Test
    void saysThatOnlyTheBeginningOfTheBodyWasRead() throws IOException {
        try (TestWebServer server = TestWebServer.http(200, "x".repeat(70_000) + "ok", Map.of())) {
            assertThat(attempt(server.url(), List.of(), "ok", "").saw())
                    .startsWith("answered 200 without \"ok\" in the first 65536 bytes: \"xxx");
        }
    }

    @Test
    void comparesThePinnedCertificate(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.make(directory, "dns:other.example");
        try (TestWebServer server = TestWebServer.https(certificate, 200, "hello")) {
            assertThat(attempt(server.url(), List.of(), "", certificate.sha256())
                            .passed())
                    .isTrue();

            Probe.Outcome other = attempt(server.url(), List.of(), "", "0".repeat(64));
            assertThat(other.passed()).isFalse();
            assertThat(other.saw()).contains("not the pinned one").contains(certificate.sha256());
        }
    }

    @Test
    void saysThatTheConnectionIsRefused() throws IOException {
        Probe.Outcome outcome = attempt("http://{host}:%d/".formatted(RawServer.refusedPort()), List.of(), "", "");

        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.saw()).endsWith("connection refused");
    }

    @Test
    void reportsAnAddressThatIsNoneWithoutShowingIt() {
        Probe.Outcome noUrl = attempt("http://{host}/up?token=sesame|", List.of(), "", "");
        Probe.Outcome withPassword = attempt("http://user:sesame@{host}/", List.of(), "", "");

        assertThat(noUrl.passed()).isFalse();
        assertThat(noUrl.saw()).contains("not valid at character 33").doesNotContain("sesame");
        assertThat(withPassword.passed()).isFalse();
        assertThat(withPassword.saw()).contains("no user or password").doesNotContain("sesame");
    }

    @Test
    void putsAnIpv6AddressIntoBrackets() {
        List<URI> asked = new ArrayList<>();
        HttpCalls remembering = Samples.http(question -> {
            asked.add(question.url());
            return new HttpAnswer(200, "", false, "");
        });
        Probes probes = new Probes(new FakeHosts(command -> Samples.unexpected()), remembering, Samples.noProcesses());

        probes.attempt(spec("http://{host}:8080/", List.of(), "", ""), Samples.host("2001:db8::1"));
        probes.attempt(spec("http://[{host}]:8080/", List.of(), "", ""), Samples.host("2001:db8::1"));
        probes.attempt(spec("http://{host}:8080/", List.of(), "", ""), Samples.host("db.example"));

        assertThat(asked)
                .containsExactly(
                        URI.create("http://[2001:db8::1]:8080/"),
                        URI.create("http://[2001:db8::1]:8080/"),
                        URI.create("http://db.example:8080/"));
    }

    private Probe.Outcome attempt(String url, List<Integer> status, String body, String pinned) {
        return new Probes(new FakeHosts(command -> Samples.unexpected()), calls, Samples.noProcesses())
                .attempt(spec(url, status, body, pinned), Samples.HOST);
    }

    private static ProbeSpec.Http spec(String url, List<Integer> status, String body, String pinned) {
        return new ProbeSpec.Http(url, status, body, pinned, Samples.once(Samples.LONG));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the suite sends, as a server sees it. */
class JenkinsClientTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile String answer = "{}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void uploadsAPluginAsThePluginManagerWantsIt(@TempDir Path folder) throws Exception {
        Path hpi = Files.writeString(folder.resolve("x.hpi"), "PK content");

        client().upload(hpi).expect(200);

        assertThat(asked.get(0))
                .startsWith("POST /jenkins/pluginManager/uploadPlugin Basic YWRtaW46dG9rZW4= multipart/form-data")
                .contains("name=\"name\"; filename=\"x.hpi\"", "PK content", "name=\"pluginUrl\"");
    }

    @Test
    void encodesWhatAFormHolds() {
        client().post("scriptText", Map.of("script", "println 'a&b=c'"));

        assertThat(asked.get(0)).endsWith("script=println+%27a%26b%3Dc%27");
    }

    @Test
    void waitsForABuildToEnd() {
        answer = "{\"nextBuildNumber\": 4, \"building\": false, \"result\": \"SUCCESS\"}";
        Jobs jobs = new Jobs(client());

        String build = jobs.start(jobs.make("x", "echo '<a> & b'"));

        assertThat(build).isEqualTo("job/relocation-e2e-x/4/");
        assertThat(jobs.result(build, Duration.ofSeconds(5))).isEqualTo("SUCCESS");
        assertThat(asked).anyMatch(request -> request.contains("<script>echo '&lt;a&gt; &amp; b'</script>"));
    }

    @Test
    void saysWhatCameLastWhenItHasWaitedLongEnough() {
        answer = "{\"building\": true}";

        assertThatThrownBy(() -> new Jobs(client()).result("job/x/1/", Duration.ofMillis(100)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("building\": true");
    }

    private JenkinsClient client() {
        return new JenkinsClient(
                URI.create("http://127.0.0.1:%d/jenkins/"
                        .formatted(server.getAddress().getPort())),
                "admin",
                "token");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add("%s %s %s %s\n%s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.relocation.jenkins.RelocationAction;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.JellyView;
import io.jenkins.plugins.relocation.jenkins.standin.PageSamples;
import io.jenkins.plugins.relocation.jenkins.standin.TestView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page of a build in a browser, under the content security policy of Jenkins; needs a Chromium on the path. */
class LivePageTest {
    private static final Path ASSETS = Path.of("resources/io/jenkins/plugins/relocation/jenkins/page");
    private static final String POLICY = "default-src 'none'; connect-src 'self'; script-src 'self';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'";
    private static final Duration SCRIPTS = Duration.ofSeconds(8);

    @TempDir
    private Path folder;

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void bringsItselfUpToDateAsLongAsSomethingIsUnderWay() throws Exception {
        AtomicInteger looks = new AtomicInteger();

        Browser.Seen seen = seen(PageSamples.underWay("redis", "web"), looks);

        assertThat(looks).hasValueGreaterThan(1);
        assertThat(seen.page()).containsPattern("look \\d+<").doesNotContain("look 1<");
        assertThat(seen.console()).isEmpty();
    }

    @Test
    void leavesAPageAloneOfWhatHasEnded() throws Exception {
        AtomicInteger looks = new AtomicInteger();

        Browser.Seen seen = seen(PageSamples.settled(), looks);

        assertThat(looks).hasValue(1);
        assertThat(seen.page()).contains("look 1<");
        assertThat(seen.console()).isEmpty();
    }

    private Browser.Seen seen(TestView view, AtomicInteger looks) throws Exception {
        Optional<Browser> browser = Browser.find();
        assumeTrue(browser.isPresent(), "no Chromium is installed here");
        jenkins.view(view, yaml -> List.of());
        RelocationAction.note(jenkins.run(), PageSamples.planId());
        String page =
                JellyView.render(jenkins.run().getAction(RelocationAction.class), "index.jelly", Map.of("rootURL", ""));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        server.setExecutor(threads);
        server.createContext("/", exchange -> serve(exchange, page, looks));
        server.start();
        try {
            return browser.get()
                    .look(
                            "http://127.0.0.1:%d/run"
                                    .formatted(server.getAddress().getPort()),
                            SCRIPTS,
                            folder);
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static void serve(HttpExchange exchange, String page, AtomicInteger looks) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body =
                switch (path) {
                    case "/run" ->
                        page.replace(
                                "<p>evacuate a</p>", "<p>evacuate a, look %d</p>".formatted(looks.incrementAndGet()));
                    case "/live.js", "/live.css" -> Files.readString(ASSETS.resolve(path.substring(1)));
                    default -> "";
                };
        String type = path.endsWith(".js") ? "text/javascript" : path.endsWith(".css") ? "text/css" : "text/html";
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
            exchange.getResponseHeaders().add("Content-Security-Policy", POLICY);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Jenkins for a browser that cannot log in: passes on what is only looked at, with the login of the suite. */
final class LoggedInProxy implements AutoCloseable {
    private static final List<String> PASSED = List.of("content-type", "content-security-policy", "location");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final HttpServer server;
    private final URI jenkins;
    private final String authorization;

    LoggedInProxy(URI jenkins, String authorization) throws IOException {
        this.jenkins = jenkins;
        this.authorization = authorization;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::pass);
        server.setExecutor(threads);
        server.start();
    }

    /** Address of Jenkins through it, ending in a slash. */
    String url() {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), jenkins.getPath());
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(
                                    jenkins.resolve(exchange.getRequestURI().toString()))
                            .header("Authorization", authorization)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            PASSED.forEach(name -> answer.headers().allValues(name).forEach(value -> exchange.getResponseHeaders()
                    .add(name, value)));
            byte[] body = answer.body();
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.servers;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server, with or without TLS, that gives the same answer to everybody and remembers what it was asked. */
public final class TestWebServer implements Closeable {
    private final HttpServer server;
    private final String scheme;
    private final List<Headers> asked = new CopyOnWriteArrayList<>();

    private TestWebServer(HttpServer server, String scheme, int status, String body, Map<String, String> headers) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", exchange -> answer(exchange, status, body, headers));
        server.start();
    }

    public static TestWebServer http(int status, String body, Map<String, String> headers) throws IOException {
        return new TestWebServer(HttpServer.create(local(), 0), "http", status, body, headers);
    }

    public static TestWebServer https(TestCertificate certificate, int status, String body)
            throws IOException, GeneralSecurityException {
        HttpsServer server = HttpsServer.create(local(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        return new TestWebServer(server, "https", status, body, Map.of());
    }

    public String url() {
        return "%s://127.0.0.1:%d/".formatted(scheme, port());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The headers of all questions up to now. */
    public List<Headers> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange, int status, String body, Map<String, String> headers)
            throws IOException {
        asked.add(exchange.getRequestHeaders());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress("127.0.0.1", 0);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

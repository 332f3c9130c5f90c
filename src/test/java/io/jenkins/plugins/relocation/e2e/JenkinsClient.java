// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Talks to a Jenkins as one user, or as nobody. Every call and every wait has an end. */
final class JenkinsClient {
    private static final Duration CALL = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 500;

    /** What came. */
    record Answer(int status, String body, Map<String, String> headers) {
        Answer expect(int... statuses) {
            for (int expected : statuses) {
                if (status == expected) {
                    return this;
                }
            }
            throw new AssertionError(
                    "status %d: %s".formatted(status, body.substring(0, Math.min(2000, body.length()))));
        }

        JsonNode json() {
            try {
                return Json.mapper().readTree(body);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + body, e);
            }
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI url;
    private final String authorization;

    /** Empty user: nobody. */
    JenkinsClient(URI url, String user, String token) {
        this.url = url;
        this.authorization = user.isEmpty()
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString((user + ":" + token).getBytes(StandardCharsets.UTF_8));
    }

    /** The same Jenkins as somebody else. */
    JenkinsClient as(String user, String token) {
        return new JenkinsClient(url, user, token);
    }

    String authorization() {
        return authorization;
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer post(String path, String type, String body) {
        return send(request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Uploads a plugin as the page of the plugin manager does. */
    Answer upload(Path plugin) throws IOException {
        String boundary = "relocation-e2e-boundary";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--%s\r\nContent-Disposition: form-data; name=\"name\"; filename=\"%s\"\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n")
                .formatted(boundary, plugin.getFileName())
                .getBytes(StandardCharsets.UTF_8));
        body.write(Files.readAllBytes(plugin));
        body.write("\r\n--%s\r\nContent-Disposition: form-data; name=\"pluginUrl\"\r\n\r\n\r\n--%s--\r\n"
                .formatted(boundary, boundary)
                .getBytes(StandardCharsets.UTF_8));
        return send(request("pluginManager/uploadPlugin")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
    }

    /** Runs a Groovy script on the controller, for what no web method of Jenkins offers; returns what it prints. */
    String script(String groovy) {
        return post("scriptText", Map.of("script", groovy)).expect(200).body().strip();
    }

    /** Waits until a page says what is wanted; a Jenkins that is just restarting does not matter. */
    Answer await(String path, Duration within, Predicate<Answer> wanted) {
        long end = System.nanoTime() + within.toNanos();
        String last = "nothing";
        while (System.nanoTime() < end) {
            try {
                Answer answer = get(path);
                if (wanted.test(answer)) {
                    return answer;
                }
                last = answer.status() + " " + answer.body();
            } catch (Unreachable e) {
                last = e.getMessage();
            }
            pause();
        }
        throw new AssertionError("%s did not say what was wanted within %s; last: %s"
                .formatted(path, within, last.substring(0, Math.min(3000, last.length()))));
    }

    /** A part of an address. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path)).timeout(CALL);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            Map<String, String> headers = response.headers().map().entrySet().stream()
                    .collect(Collectors.toMap(
                            header -> header.getKey().toLowerCase(Locale.ROOT),
                            header -> String.join(", ", header.getValue())));
            return new Answer(response.statusCode(), response.body(), headers);
        } catch (IOException e) {
            throw new Unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** No answer at all. */
    static final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreachable(IOException cause) {
            super(cause.toString(), cause);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.time.Duration;

/** A Redis server as somebody outside sees it: each question is a connection of its own. */
record RedisServer(String address, int port) {
    static final int PORT = 6379;
    static final int KEYS = 100_000;

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String DIGEST =
            "local h = '' for i = 0, %d do h = redis.sha1hex(h .. redis.call('GET', 'key:' .. i)) end return h"
                    .formatted(KEYS - 1);

    /** Number of keys, and a digest over the values of all that were put there. */
    String state() {
        return asking(client -> "%s keys, SHA-1 %s"
                .formatted(client.ask("DBSIZE").substring(1), client.askBulk("EVAL \"%s\" 0".formatted(DIGEST))));
    }

    /** The number under a key; 0: there is no such key. */
    long number(String key) {
        String text = asking(client -> client.askBulk("GET " + key));
        return text.startsWith("$") ? 0 : Long.parseLong(text);
    }

    private String asking(Question question) {
        try (LineClient client = new LineClient(address, port, SOON)) {
            return question.ask(client);
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "Redis at %s port %d does not tell its state: %s".formatted(address, port, e.getMessage()),
                    e);
        }
    }

    @FunctionalInterface
    private interface Question {
        String ask(LineClient client) throws IOException;
    }
}

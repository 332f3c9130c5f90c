// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stands for credentials of Jenkins.
 *
 * @param kind what they are
 * @param username name of the user; empty: none
 * @param secret text, password, private key or content of the file
 */
public record Credential(Kind kind, String username, String secret) {
    /** What credentials are. */
    public enum Kind {
        TEXT("text"),
        LOGIN("password"),
        KEY("privateKey"),
        FILE("file"),
        /** Nothing is known of them: they stand for whatever is asked for. */
        UNKNOWN("");

        private final String field;

        Kind(String field) {
            this.field = field;
        }
    }

    public Credential {
        if (kind == null || username == null || secret == null) {
            throw new IllegalArgumentException("credentials need a kind, a user name and a secret");
        }
    }

    /**
     * Reads {@code "text"}, or an object with {@code text}, {@code password}, {@code privateKey} or {@code file}, and
     * {@code username}.
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Credential of(JsonNode node) {
        if (node.isTextual()) {
            return text(node.textValue());
        }
        List<Kind> kinds = List.of(Kind.TEXT, Kind.LOGIN, Kind.KEY, Kind.FILE).stream()
                .filter(kind -> node.path(kind.field).isTextual())
                .toList();
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        names.remove("username");
        if (kinds.size() != 1 || names.size() != 1) {
            throw new IllegalArgumentException(
                    "credentials must be text, or have exactly one of text, password, privateKey and file, and may have username");
        }
        Kind kind = kinds.get(0);
        return new Credential(
                kind, node.path("username").asText(""), node.path(kind.field).textValue());
    }

    /** A secret text. */
    public static Credential text(String secret) {
        return new Credential(Kind.TEXT, "", secret);
    }

    /** What stands for credentials of which nothing was said. */
    static Credential placeholder(String id) {
        return new Credential(Kind.UNKNOWN, "user-of-" + id, "secret-of-" + id);
    }

    /** Names no secret. */
    @Override
    public String toString() {
        return "Credential[%s]".formatted(kind);
    }
}

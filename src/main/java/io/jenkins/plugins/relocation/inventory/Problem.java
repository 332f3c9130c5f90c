// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong in an inventory file.
 *
 * @param file the file's name, as the caller gave it
 * @param line 1 for the first line
 * @param column 1 for the first character of the line
 * @param field path of the value: {@code hosts[0].login.user}; empty: the file as a whole
 * @param message what is wrong, the value seen, what to write instead
 */
public record Problem(String file, int line, int column, String field, String message) {
    public Problem {
        requireNonNull(file, "file is null");
        requireNonNull(field, "field is null");
        requireNonNull(message, "message is null");
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("line %d and column %d count from 1".formatted(line, column));
        }
    }

    /** "inventory.yaml:12:5 hosts[0].port: is not a whole number …". */
    public String describe() {
        return "%s:%d:%d%s: %s".formatted(file, line, column, field.isEmpty() ? "" : " " + field, message);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong in a Jenkinsfile, or went wrong in it.
 *
 * @param file name of the file
 * @param line line in it, from 1; 0: not known
 * @param column column in the line, from 1; 0: not known
 * @param message what happened and what to do
 * @param text the line as the file has it; empty: not known
 * @param code code of the relocation error behind it, when there is one
 */
public record ScriptError(String file, int line, int column, String message, String text, Optional<ErrorCode> code) {
    private static final String INDENT = "    ";

    public ScriptError {
        requireNonNull(file, "file is null");
        requireNonNull(message, "message is null");
        requireNonNull(text, "text is null");
        requireNonNull(code, "code is null");
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("line %d, column %d: none is negative".formatted(line, column));
        }
    }

    static ScriptError of(String file, int line, int column, String message) {
        return new ScriptError(file, Math.max(0, line), Math.max(0, column), message, "", Optional.empty());
    }

    /** The same error with its line out of these. */
    ScriptError in(List<String> lines) {
        boolean known = line > 0 && line <= lines.size();
        return new ScriptError(file, line, column, message, known ? lines.get(line - 1) : "", code);
    }

    /** The same error, said otherwise. */
    ScriptError saying(String words) {
        return new ScriptError(file, line, column, words, text, code);
    }

    /** "Jenkinsfile:37: unknown step 'frobnicate'". */
    public String describe() {
        return line == 0 ? "%s: %s".formatted(file, message) : "%s:%d: %s".formatted(file, line, message);
    }

    /** {@link #describe} with the column, and the line itself below it with a mark under the place. */
    public String explain() {
        String where = line == 0 || column == 0 ? describe() : "%s:%d:%d: %s".formatted(file, line, column, message);
        if (text.isBlank()) {
            return where;
        }
        String shown = where + "\n" + INDENT + text.strip();
        int offset = column - 1 - (text.length() - text.stripLeading().length());
        return column == 0 || offset < 0 ? shown : shown + "\n" + INDENT + " ".repeat(offset) + "^";
    }
}

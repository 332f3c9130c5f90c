// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import java.util.Optional;

/**
 * What is wrong in a Jenkinsfile, or went wrong in it.
 *
 * @param file name of the file
 * @param line line in it, from 1; 0: not known
 * @param message what happened and what to do
 * @param code code of the relocation error behind it, when there is one
 */
public record ScriptError(String file, int line, String message, Optional<ErrorCode> code) {
    public ScriptError {
        requireNonNull(file, "file is null");
        requireNonNull(message, "message is null");
        requireNonNull(code, "code is null");
        if (line < 0) {
            throw new IllegalArgumentException("line %d is negative".formatted(line));
        }
    }

    static ScriptError of(String file, int line, String message) {
        return new ScriptError(file, line, message, Optional.empty());
    }

    /** "Jenkinsfile:37: unknown step 'frobnicate'". */
    public String describe() {
        return line == 0 ? "%s: %s".formatted(file, message) : "%s:%d: %s".formatted(file, line, message);
    }
}

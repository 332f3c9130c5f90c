// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.lab;

import static java.util.Objects.requireNonNull;

/** What a command in the laboratory did: its exit status and what it printed. */
public record Outcome(int exit, String out, String err) {
    public Outcome {
        requireNonNull(out, "out is null");
        requireNonNull(err, "err is null");
    }

    /** Returns whether the exit status is 0. */
    public boolean succeeded() {
        return exit == 0;
    }

    /** Returns the last words of the command, for a message. */
    public String lastWords() {
        String text = err.isBlank() ? out : err;
        return text.isBlank() ? "it printed nothing" : text.strip();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.time.Duration;
import java.util.Optional;

/** Asks the person at the terminal. */
@FunctionalInterface
public interface Prompt {
    /**
     * Shows a question, or waits on for its answer when {@code question} is empty.
     *
     * @param question the question on one line; empty: the last one still stands
     * @param patience how long to wait for the answer at most
     * @return the line that was typed; empty: not yet
     */
    Optional<String> ask(String question, Duration patience);
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.function.Supplier;

/**
 * A command that was begun: what it does at once has been done.
 *
 * @param millis how long it goes on, in simulated milliseconds
 * @param end what it does then, and what it says
 */
public record Errand(long millis, Supplier<Answer> end) {
    static Errand now(Answer answer) {
        return new Errand(0, () -> answer);
    }

    static Errand of(String out) {
        return now(Answer.ok(out));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import java.time.Duration;

/**
 * When a probe counts as passed.
 *
 * @param interval pause between two attempts, more than zero
 * @param timeout how long one attempt may take, more than zero
 * @param within how long all attempts together may take, at least {@code timeout}
 * @param successes attempts in a row that must pass, at least 1
 */
public record Timing(Duration interval, Duration timeout, Duration within, int successes) {
    /** Every second, 5 s each, 60 s in all, 2 in a row. */
    public static final Timing DEFAULT =
            new Timing(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(60), 2);

    public Timing {
        if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("interval and timeout must be more than zero");
        }
        if (within.compareTo(timeout) < 0) {
            throw new IllegalArgumentException("within %s is shorter than timeout %s".formatted(within, timeout));
        }
        if (successes < 1) {
            throw new IllegalArgumentException("successes %d must be at least 1".formatted(successes));
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a stage went.
 *
 * @param name name of the stage
 * @param depth 0 for a stage that is in no other
 * @param result how it ended; {@code NOT_BUILT} when it was skipped
 * @param took how long it ran
 * @param skipped why it did not run; empty: it ran
 */
public record StageTiming(String name, int depth, BuildResult result, Duration took, String skipped) {
    public StageTiming {
        requireNonNull(name, "name is null");
        requireNonNull(result, "result is null");
        requireNonNull(took, "took is null");
        requireNonNull(skipped, "skipped is null");
        if (depth < 0 || took.isNegative()) {
            throw new IllegalArgumentException("a stage has no negative depth or time");
        }
    }
}

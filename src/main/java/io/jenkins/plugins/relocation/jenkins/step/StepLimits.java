// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import io.jenkins.plugins.relocation.jenkins.RelocationConfiguration;
import java.time.Duration;

/**
 * How long a step may take.
 *
 * @param stop how long a stopped step waits for the engine to settle what is in flight
 * @param longest after which a step is stopped that has not ended by itself
 */
record StepLimits(Duration stop, Duration longest) {
    /** What holds for a step that was begun before there was a limit. */
    static final Duration LONGEST = Duration.ofHours(24);

    /** As the global configuration says. */
    static StepLimits configured() {
        RelocationConfiguration configuration = RelocationConfiguration.get();
        return new StepLimits(
                Duration.ofMinutes(configuration.getStopMinutes()),
                Duration.ofHours(configuration.getLongestStepHours()));
    }
}

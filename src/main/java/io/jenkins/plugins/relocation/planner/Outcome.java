// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.FreezeCost;
import java.time.Duration;

/**
 * What an earlier move cost.
 *
 * @param workload what moved
 * @param driver who moved it
 * @param source host it left
 * @param target host it went to
 * @param ahead whether its memory was copied ahead
 * @param memoryBytes memory that it used when its plan was made
 * @param freeze how long nobody ran it
 * @param cost where that time went
 */
public record Outcome(
        String workload,
        String driver,
        String source,
        String target,
        boolean ahead,
        long memoryBytes,
        Duration freeze,
        FreezeCost cost) {
    public Outcome {
        requireNonNull(workload, "workload is null");
        requireNonNull(driver, "driver is null");
        requireNonNull(source, "source is null");
        requireNonNull(target, "target is null");
        requireNonNull(freeze, "freeze is null");
        requireNonNull(cost, "cost is null");
    }

    /** Bytes that were sent, or what they were taken to be where nobody told. */
    long imageBytes() {
        return cost.bytes() > 0 ? cost.bytes() : memoryBytes;
    }

    /** Whether it was between these two hosts, whichever way. */
    boolean between(String one, String other) {
        return source.equals(one) && target.equals(other) || source.equals(other) && target.equals(one);
    }
}

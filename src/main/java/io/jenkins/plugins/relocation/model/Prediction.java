// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import java.time.Duration;

/**
 * What a move is expected to cost.
 *
 * @param memoryBytes memory the workload uses
 * @param imageBytes bytes that go over the network while it is frozen
 * @param freeze how long nobody runs it
 */
public record Prediction(long memoryBytes, long imageBytes, Duration freeze) {
    public Prediction {
        if (memoryBytes < 0 || imageBytes < 0 || freeze.isNegative()) {
            throw new IllegalArgumentException("a prediction has no negative parts");
        }
    }
}

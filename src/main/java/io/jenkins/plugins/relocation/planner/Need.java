// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

/**
 * What moving a workload takes, as measured where it runs now.
 *
 * @param memoryBytes memory it uses
 * @param imageBytes bytes that go over the network while it is frozen
 * @param heldSource whether its source can be continued until commit
 */
public record Need(long memoryBytes, long imageBytes, boolean heldSource) {
    public Need {
        if (memoryBytes < 0 || imageBytes < 0) {
            throw new IllegalArgumentException(
                    "memoryBytes %d and imageBytes %d must not be negative".formatted(memoryBytes, imageBytes));
        }
    }
}

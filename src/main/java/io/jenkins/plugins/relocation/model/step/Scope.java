// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model.step;

import static java.util.Objects.requireNonNull;

/**
 * Parameters of {@code precheck}, {@code checkpoint}, {@code relocate} and {@code verify}: which moves of which plan.
 *
 * @param plan id of the plan, as {@code relocationPlan} returned it
 * @param wave number of the wave; 0: all waves
 */
public record Scope(String plan, int wave) {
    public Scope {
        if (requireNonNull(plan, "plan is null").isBlank()) {
            throw new IllegalArgumentException("plan is required: the id that relocationPlan returned");
        }
        if (wave < 0) {
            throw new IllegalArgumentException("wave %d is not valid: 1 for the first wave, 0 for all".formatted(wave));
        }
    }
}

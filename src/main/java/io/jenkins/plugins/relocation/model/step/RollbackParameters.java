// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model.step;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Parameters of {@code rollback}.
 *
 * @param plan id of the plan
 * @param wave number of the wave to put back; 0: all waves, in reverse order
 * @param workload name of the only workload to put back; empty: all of the wave
 * @param to what to go back to
 * @param acceptLoss workloads whose users' work since the freeze may be lost, by name
 */
public record RollbackParameters(String plan, int wave, String workload, To to, List<String> acceptLoss) {
    /** What a rollback goes back to. */
    public enum To {
        /** The state now, brought back live, or the held source when nobody used the target. */
        @JsonProperty("source")
        SOURCE,
        /** The restore point; what happened since is lost and has to be accepted by name. */
        @JsonProperty("checkpoint")
        CHECKPOINT
    }

    public RollbackParameters {
        new Scope(plan, wave);
        requireNonNull(workload, "workload is null");
        requireNonNull(to, "to is null");
        acceptLoss = List.copyOf(requireNonNull(acceptLoss, "acceptLoss is null"));
    }

    /** Puts everything of a plan back to its source. */
    public static RollbackParameters all(String plan) {
        return new RollbackParameters(plan, 0, "", To.SOURCE, List.of());
    }
}

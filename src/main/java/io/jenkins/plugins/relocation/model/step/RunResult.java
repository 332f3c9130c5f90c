// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model.step;

import io.jenkins.plugins.relocation.model.Phase;
import java.time.Duration;
import java.util.List;

/**
 * Result of {@code checkpoint}, {@code relocate}, {@code verify} and {@code rollback}, and of {@code status}.
 *
 * @param run id of the run
 * @param plan id of the plan
 * @param moves where each move stands
 * @param settled whether nothing more will happen in this run
 * @param empty hosts that were to be emptied and are: safe to power off
 * @param stays what is still on hosts that were to be emptied, in words
 */
public record RunResult(
        String run, String plan, List<MoveResult> moves, boolean settled, List<String> empty, List<String> stays)
        implements StepResult {
    /**
     * Where one move stands.
     *
     * @param workload name of the workload
     * @param source host it leaves
     * @param target host it goes to
     * @param phase phase of the move
     * @param holds what that phase means, in words
     * @param freeze how long nobody ran it so far
     * @param problem why it did not get further; empty: no problem
     */
    public record MoveResult(
            String workload,
            String source,
            String target,
            Phase phase,
            String holds,
            Duration freeze,
            String problem) {}

    public RunResult {
        moves = List.copyOf(moves);
        empty = List.copyOf(empty);
        stays = List.copyOf(stays);
    }
}

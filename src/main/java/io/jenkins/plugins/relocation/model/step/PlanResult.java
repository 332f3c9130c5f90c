// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model.step;

import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Wave;
import java.util.List;

/**
 * Result of {@code relocationPlan}.
 *
 * @param id id of the plan, for the other steps
 * @param digest SHA-256 of the plan: what an approval binds to
 * @param goal the goal in words
 * @param waves what will be moved, in order
 * @param facts the conditions the plan rests on, in words
 * @param stays workloads that stay on the hosts to be emptied
 */
public record PlanResult(
        String id, String digest, String goal, List<Wave> waves, List<String> facts, List<String> stays)
        implements StepResult {
    public PlanResult {
        waves = List.copyOf(waves);
        facts = List.copyOf(facts);
        stays = List.copyOf(stays);
    }

    /** The result for a plan. */
    public static PlanResult of(Plan plan) {
        return new PlanResult(
                plan.id(),
                plan.digest(),
                plan.goal().describe(),
                plan.waves(),
                plan.facts().stream().map(fact -> fact.describe()).toList(),
                plan.stays());
    }
}

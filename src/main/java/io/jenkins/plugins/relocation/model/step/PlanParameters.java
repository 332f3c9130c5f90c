// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model.step;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Thresholds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parameters of {@code relocationPlan}. Exactly one of the goals is given.
 *
 * @param inventory path of the inventory file
 * @param evacuate hosts to empty
 * @param moves target host by workload
 * @param returnHome id of a run whose workloads go back
 * @param balance hosts to balance
 * @param cpu how busy processors may be, in percent, 1 to 100
 * @param memory how much memory may be used, in percent, 1 to 100
 * @param minutes over how many load is averaged, 1 to 60
 * @param gain what a move has to gain, in points of percent, 1 to 100
 */
public record PlanParameters(
        String inventory,
        List<String> evacuate,
        Map<String, String> moves,
        String returnHome,
        List<String> balance,
        int cpu,
        int memory,
        int minutes,
        int gain) {
    /** Parameters with another goal than balance. */
    public PlanParameters(String inventory, List<String> evacuate, Map<String, String> moves, String returnHome) {
        this(
                inventory,
                evacuate,
                moves,
                returnHome,
                List.of(),
                Thresholds.DEFAULT.cpuPercent(),
                Thresholds.DEFAULT.memoryPercent(),
                Thresholds.DEFAULT.minutes(),
                Thresholds.DEFAULT.gainPercent());
    }

    public PlanParameters {
        if (requireNonNull(inventory, "inventory is null").isBlank()) {
            throw new IllegalArgumentException("inventory is required: the path of the inventory file");
        }
        evacuate = List.copyOf(requireNonNull(evacuate, "evacuate is null"));
        moves = Map.copyOf(new TreeMap<>(requireNonNull(moves, "moves is null")));
        requireNonNull(returnHome, "returnHome is null");
        balance = List.copyOf(requireNonNull(balance, "balance is null"));
        Thresholds.of(cpu, memory, minutes, gain); // refuses what makes no sense
        int goals = (evacuate.isEmpty() ? 0 : 1)
                + (moves.isEmpty() ? 0 : 1)
                + (returnHome.isBlank() ? 0 : 1)
                + (balance.isEmpty() ? 0 : 1);
        if (goals != 1) {
            throw new IllegalArgumentException(
                    "exactly one of evacuate, moves, returnHome and balance is required, %d are given"
                            .formatted(goals));
        }
    }

    /** The goal that was asked for. */
    public Goal goal() {
        if (!evacuate.isEmpty()) {
            return new Goal.Evacuate(evacuate);
        }
        if (!balance.isEmpty()) {
            return new Goal.Balance(balance, Thresholds.of(cpu, memory, minutes, gain));
        }
        return moves.isEmpty() ? new Goal.ReturnHome(returnHome) : new Goal.Explicit(moves);
    }
}

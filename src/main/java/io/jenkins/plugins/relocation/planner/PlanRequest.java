// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.spi.Load;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a planner knows.
 *
 * @param inventory hosts, and workloads with the host that each is on now
 * @param goal what the plan is to reach
 * @param needs what moving a workload takes, by workload; required for workloads that the goal moves
 * @param rooms what hosts have left, by host; a host without an entry takes no workloads
 * @param facts the conditions of a move
 * @param transfers how the memory of a move travels
 * @param closed hosts that earlier runs emptied: they take no workloads
 * @param loads for {@link Goal.Balance}: how busy hosts are, by host
 * @param homes for {@link Goal.ReturnHome}: where each workload that the run moved came from, by workload
 */
public record PlanRequest(
        Inventory inventory,
        Goal goal,
        Map<String, Need> needs,
        Map<String, Room> rooms,
        Facts facts,
        Transfers transfers,
        Set<String> closed,
        Map<String, Load> loads,
        Map<String, String> homes) {
    public PlanRequest {
        requireNonNull(inventory, "inventory is null");
        requireNonNull(goal, "goal is null");
        needs = Map.copyOf(requireNonNull(needs, "needs is null"));
        rooms = Map.copyOf(requireNonNull(rooms, "rooms is null"));
        requireNonNull(facts, "facts is null");
        requireNonNull(transfers, "transfers is null");
        closed = Set.copyOf(requireNonNull(closed, "closed is null"));
        loads = Map.copyOf(requireNonNull(loads, "loads is null"));
        homes = Map.copyOf(requireNonNull(homes, "homes is null"));
    }

    /** A request without facts, closed hosts and moves to take back. */
    public static PlanRequest of(Inventory inventory, Goal goal, Map<String, Need> needs, Map<String, Room> rooms) {
        return new PlanRequest(
                inventory,
                goal,
                needs,
                rooms,
                (workload, from, to) -> List.of(),
                (workload, from, to) -> Transports.between(from, to, inventory.networks()),
                Set.of(),
                Map.of(),
                Map.of());
    }

    public PlanRequest withFacts(Facts supplier) {
        return new PlanRequest(inventory, goal, needs, rooms, supplier, transfers, closed, loads, homes);
    }

    public PlanRequest withTransfers(Transfers supplier) {
        return new PlanRequest(inventory, goal, needs, rooms, facts, supplier, closed, loads, homes);
    }

    public PlanRequest withClosed(Set<String> hosts) {
        return new PlanRequest(inventory, goal, needs, rooms, facts, transfers, hosts, loads, homes);
    }

    public PlanRequest withLoads(Map<String, Load> readings) {
        return new PlanRequest(inventory, goal, needs, rooms, facts, transfers, closed, readings, homes);
    }

    public PlanRequest withHomes(Map<String, String> hosts) {
        return new PlanRequest(inventory, goal, needs, rooms, facts, transfers, closed, loads, hosts);
    }
}

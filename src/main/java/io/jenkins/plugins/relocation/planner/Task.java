// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Nearest;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * What a goal means for this inventory.
 *
 * @param workloads what has to move, by name; on its present host
 * @param targets where to, by workload; empty: any host that takes it
 * @param evacuated hosts to empty
 * @param closed hosts that take nothing, and why
 * @param labelsCount whether labels are looked at for fixed targets
 */
record Task(
        List<Workload> workloads,
        Map<String, String> targets,
        Set<String> evacuated,
        Map<String, String> closed,
        boolean labelsCount) {

    /**
     * Reads a goal.
     *
     * @param bearable whether a workload's owner allows for the freeze of a move to a host
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} when it names what the inventory does not have
     */
    static Task of(PlanRequest request, BiPredicate<Mover, Host> bearable) {
        Goal goal = request.goal();
        if (goal instanceof Goal.Evacuate evacuate) {
            return evacuate(request, new TreeSet<>(evacuate.hosts()));
        }
        if (goal instanceof Goal.Explicit explicit) {
            return moves(request, explicit.targets(), closed(request), true);
        }
        if (goal instanceof Goal.Balance balance) {
            refuseUnknown("host", balance.hosts(), hostNames(request));
            return moves(request, new Balancing(request, balance, bearable).targets(), closed(request), true);
        }
        return returnHome(request, (Goal.ReturnHome) goal);
    }

    private static Task evacuate(PlanRequest request, Set<String> hosts) {
        refuseUnknown("host", hosts, hostNames(request));
        Map<String, String> closed = closed(request);
        hosts.forEach(host -> closed.put(host, "is to be emptied by this plan"));
        List<Workload> workloads = request.inventory().workloads().stream()
                .filter(workload -> hosts.contains(workload.host()))
                .toList();
        return new Task(workloads, Map.of(), hosts, closed, true);
    }

    private static Task moves(
            PlanRequest request, Map<String, String> targets, Map<String, String> closed, boolean labelsCount) {
        refuseUnknown("workload", targets.keySet(), workloadNames(request));
        refuseUnknown("host", targets.values(), hostNames(request));
        List<Workload> workloads = request.inventory().workloads().stream()
                .filter(workload -> targets.containsKey(workload.name()))
                .filter(workload -> !targets.get(workload.name()).equals(workload.host()))
                .toList();
        return new Task(workloads, targets, Set.of(), closed, labelsCount);
    }

    // Going home means that the maintenance is over: the hosts are open again. What a host lacked in labels it lacked
    // before.
    private static Task returnHome(PlanRequest request, Goal.ReturnHome goal) {
        if (request.homes().isEmpty()) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "run %s has moved nothing that could return home; name a run with committed moves"
                            .formatted(Names.quote(goal.run())));
        }
        Map<String, String> closed = closed(request);
        closed.keySet().removeAll(request.homes().values());
        return moves(request, request.homes(), closed, false);
    }

    private static Map<String, String> closed(PlanRequest request) {
        Map<String, String> closed = new TreeMap<>();
        request.closed().forEach(host -> closed.put(host, "was emptied by an earlier run and is closed"));
        return closed;
    }

    private static List<String> hostNames(PlanRequest request) {
        return request.inventory().hosts().stream().map(Host::name).sorted().toList();
    }

    private static List<String> workloadNames(PlanRequest request) {
        return request.inventory().workloads().stream()
                .map(Workload::name)
                .sorted()
                .toList();
    }

    private static void refuseUnknown(String kind, Collection<String> names, List<String> known) {
        Set<String> knownNames = Set.copyOf(known);
        List<String> lines = new ArrayList<>();
        for (String name : new TreeSet<>(names)) {
            if (!knownNames.contains(name)) {
                String meant = Nearest.among(name, known)
                        .map(" (did you mean %s?)"::formatted)
                        .orElse("");
                lines.add("%s %s is not in the inventory%s".formatted(kind, Names.quote(name), meant));
            }
        }
        if (!lines.isEmpty()) {
            throw new RelocationException(ErrorCode.BAD_INPUT, String.join("\n", lines));
        }
    }
}

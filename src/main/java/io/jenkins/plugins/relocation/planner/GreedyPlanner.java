// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Network;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The first planner: places the largest workloads first and divides the moves into waves. It keeps to labels, memory,
 * anti-affinity groups (also between waves), the hosts' caps and the inventory's concurrency. It does not look for the
 * shortest plan.
 */
public final class GreedyPlanner implements Planner {
    private static final Comparator<Fact> FACT_ORDER = Comparator.comparing(Fact::host)
            .thenComparing(Fact::reading)
            .thenComparing(Fact::relation)
            .thenComparing(Fact::value);

    private final Predictor predictor;

    /** Makes a planner that predicts with {@link DefaultPredictor#STANDARD}. */
    public GreedyPlanner() {
        this(DefaultPredictor.STANDARD);
    }

    public GreedyPlanner(Predictor predictor) {
        this.predictor = requireNonNull(predictor, "predictor is null");
    }

    @Override
    public Plan plan(PlanRequest request) {
        Map<String, Host> hosts = byName(request);
        Task task = Task.of(request, (mover, target) -> overBudget(
                        mover.workload(), move(request, mover, hosts.get(mover.source()), target))
                .isEmpty());
        List<Mover> movers = movers(request, task);
        Map<String, String> targets = task.targets().isEmpty()
                ? new Placement(new Sites(request, task.closed()), movers).targets()
                : fixed(request, task, movers);
        List<List<Mover>> waves = new Waves(
                        new Sites(request, task.closed()),
                        targets,
                        request.inventory().concurrency())
                .of(movers);
        return assemble(request, task, targets, waves);
    }

    private static Map<String, Host> byName(PlanRequest request) {
        Map<String, Host> hosts = new HashMap<>();
        request.inventory().hosts().forEach(host -> hosts.put(host.name(), host));
        return hosts;
    }

    /** What has to move, with what that takes. All workloads that cannot be planned at all are named at once. */
    private static List<Mover> movers(PlanRequest request, Task task) {
        Infeasible report = new Infeasible("workloads that have to move cannot be planned");
        List<Mover> movers = new ArrayList<>();
        task.workloads().stream().sorted(Comparator.comparing(Workload::name)).forEach(workload -> {
            Need need = request.needs().get(workload.name());
            if (workload.probes().isEmpty()) {
                report.add(
                        "workload %s on %s has no probe: nothing could tell that it works on its target; add one under probes"
                                .formatted(workload.name(), workload.host()));
            } else if (need == null) {
                report.add(
                        "workload %s was not found on %s, so that nothing is known about its size; start it, correct its"
                                        .formatted(workload.name(), workload.host())
                                + " settings, or remove it from the inventory");
            } else {
                movers.add(new Mover(workload, need));
            }
        });
        report.throwIfAny();
        return movers;
    }

    /** Targets that the goal names: only what no order of moves could change is checked here. */
    private static Map<String, String> fixed(PlanRequest request, Task task, List<Mover> movers) {
        Sites sites = new Sites(request, task.closed());
        Infeasible report = new Infeasible("targets that the goal names do not take their workloads");
        Map<String, String> targets = new TreeMap<>();
        for (Mover mover : movers) {
            Site target = sites.get(task.targets().get(mover.name()));
            List<String> reasons = target.isClosed()
                    ? List.of(target.obstacles(mover))
                    : task.labelsCount() ? target.labelsMissing(mover) : List.of();
            if (!reasons.isEmpty()) {
                report.add("workload %s from %s to %s: host %s: %s"
                        .formatted(
                                mover.name(),
                                mover.source(),
                                target.name(),
                                target.name(),
                                String.join("; ", reasons)));
            }
            targets.put(mover.name(), target.name());
        }
        report.throwIfAny();
        return targets;
    }

    private Plan assemble(PlanRequest request, Task task, Map<String, String> targets, List<List<Mover>> waves) {
        Map<String, Host> hosts = byName(request);
        Set<String> touched = new TreeSet<>(task.evacuated());
        Set<Fact> facts = new TreeSet<>(FACT_ORDER);
        Map<String, Workload> workloads = new TreeMap<>();
        List<Wave> numbered = new ArrayList<>();
        Infeasible report = new Infeasible("freezes would be longer than the owners of their workloads allow");
        for (List<Mover> wave : waves) {
            List<Move> moves = new ArrayList<>();
            for (Mover mover : wave) {
                Host from = hosts.get(mover.source());
                Host to = hosts.get(targets.get(mover.name()));
                Move move = move(request, mover, from, to);
                overBudget(mover.workload(), move).ifPresent(report::add);
                moves.add(move);
                facts.addAll(request.facts().of(mover.workload(), from, to));
                touched.addAll(List.of(from.name(), to.name()));
                workloads.put(mover.name(), mover.workload());
            }
            numbered.add(new Wave(numbered.size() + 1, moves));
        }
        report.throwIfAny();
        return new Plan(
                Plan.VERSION,
                request.goal(),
                withJumps(touched, hosts),
                List.copyOf(workloads.values()),
                networks(request, numbered),
                numbered,
                List.copyOf(facts),
                List.copyOf(task.closed().keySet()),
                List.of());
    }

    /** The networks that moves use without encryption: the plan is checked against them wherever it is read. */
    private static List<Network> networks(PlanRequest request, List<Wave> waves) {
        Set<String> used = new TreeSet<>();
        waves.forEach(
                wave -> wave.moves().forEach(move -> used.add(move.transfer().network())));
        return request.inventory().networks().stream()
                .filter(network -> used.contains(network.name()))
                .toList();
    }

    private static Optional<String> overBudget(Workload workload, Move move) {
        Duration budget = workload.policy().freezeBudget();
        return move.prediction().freeze().compareTo(budget) <= 0
                ? Optional.empty()
                : Optional.of(
                        "workload %s from %s to %s: it would be frozen for %s, and its freezeBudget is %s; raise policy.freezeBudget where its owner agrees, let it use less than %s of memory, or name a target with a faster link"
                                .formatted(
                                        move.workload(),
                                        move.source(),
                                        move.target(),
                                        move.prediction().describe(),
                                        Units.duration(budget),
                                        Units.size(move.prediction().memoryBytes())));
    }

    private Move move(PlanRequest request, Mover mover, Host from, Host to) {
        TransferPlan transfer = request.transfers().of(mover.workload(), from, to);
        return new Move(
                mover.name(),
                from.name(),
                to.name(),
                mover.need().heldSource(),
                transfer,
                predictor.predict(mover.workload(), from, to, transfer, mover.need()));
    }

    /** The hosts, and those on the way to them: a plan is run without its inventory. */
    private static List<Host> withJumps(Collection<String> names, Map<String, Host> hosts) {
        Map<String, Host> needed = new TreeMap<>();
        for (String name : names) {
            Optional<Host> next = Optional.of(hosts.get(name));
            while (next.isPresent() && needed.put(next.get().name(), next.get()) == null) {
                next = next.get().jumpHost().map(hosts::get);
            }
        }
        return List.copyOf(needed.values());
    }
}

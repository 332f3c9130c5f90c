// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Thresholds;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Load;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Chooses moves that relieve hosts which have more to do than they should. One move after the other, of the busiest host that can be relieved the
 * one that helps most: each has to bring the two hosts that it is between together by a stated amount, and may give its target no more than that
 * should have. The same readings give the same moves.
 */
final class Balancing {
    private static final int HUNDRED = 100;

    /** What a host has to do, in percent. */
    private record State(double cpu, double memory) {
        double of(boolean memoryCounts) {
            return memoryCounts ? memory : cpu;
        }

        State plus(double moreCpu, double moreMemory) {
            return new State(cpu + moreCpu, memory + moreMemory);
        }
    }

    /** A move that could be made, and what hosts would have to do then. */
    private record Option(Workload workload, Host target, Map<String, State> after) {
        Mover mover(PlanRequest request) {
            return new Mover(workload, request.needs().get(workload.name()));
        }

        /** How far its two hosts are apart. */
        double apart(Map<String, State> states, boolean memoryCounts) {
            return Math.abs(states.get(workload.host()).of(memoryCounts)
                    - states.get(target.name()).of(memoryCounts));
        }
    }

    private final PlanRequest request;
    private final BiPredicate<Mover, Host> bearable;
    private final Thresholds thresholds;
    private final List<Host> domain;
    private final Sites sites;

    /**
     * Looks at what the goal's hosts have to do.
     *
     * @param bearable whether a workload's owner allows for the freeze of a move to that host; may have to be measured
     */
    Balancing(PlanRequest request, Goal.Balance goal, BiPredicate<Mover, Host> bearable) {
        this.request = request;
        this.bearable = bearable;
        this.thresholds = goal.thresholds();
        this.domain = request.inventory().hosts().stream()
                .filter(host -> goal.hosts().contains(host.name()))
                .sorted(Comparator.comparing(Host::name))
                .toList();
        this.sites = new Sites(request, Map.of());
    }

    /** The target of each workload that is to move, by workload; empty: nothing is to be gained. */
    Map<String, String> targets() {
        Map<String, State> states = new TreeMap<>();
        domain.forEach(host -> state(host).ifPresent(state -> states.put(host.name(), state)));
        Map<String, String> targets = new TreeMap<>();
        Optional<Option> next = best(states, targets.keySet());
        while (next.isPresent()) {
            targets.put(next.get().workload().name(), next.get().target().name());
            sites.get(next.get().target().name()).add(next.get().mover(request));
            states.putAll(next.get().after());
            next = best(states, targets.keySet());
        }
        return targets;
    }

    private Optional<State> state(Host host) {
        Room room = request.rooms().get(host.name());
        Load load = request.loads().get(host.name());
        if (room == null || load == null || !room.unfit().isEmpty() || room.totalBytes() == 0) {
            return Optional.empty();
        }
        double memory = (double) HUNDRED * (room.totalBytes() - room.availableBytes()) / room.totalBytes();
        return Optional.of(new State(load.busyPercent(), memory));
    }

    private Optional<Option> best(Map<String, State> states, Set<String> moved) {
        for (boolean memoryCounts : new boolean[] {false, true}) {
            double most = memoryCounts ? thresholds.memoryPercent() : thresholds.cpuPercent();
            // Of hosts with the same to do, the first by name: the sort keeps their order.
            Optional<Option> found = states.entrySet().stream()
                    .filter(each -> each.getValue().of(memoryCounts) > most)
                    .sorted(Map.Entry.comparingByValue(
                            Comparator.comparingDouble((State state) -> -state.of(memoryCounts))))
                    .flatMap(each -> relief(each.getKey(), memoryCounts, most, states, new HashSet<>(moved)).stream())
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Option> relief(
            String source, boolean memoryCounts, double most, Map<String, State> states, Set<String> moved) {
        return request.inventory().workloads().stream()
                .filter(workload -> workload.host().equals(source) && !moved.contains(workload.name()))
                // Nothing could tell that it works on its target.
                .filter(workload -> !workload.probes().isEmpty())
                .flatMap(workload -> options(workload, states))
                .filter(option -> option.apart(states, memoryCounts) - option.apart(option.after(), memoryCounts)
                        >= thresholds.gainPercent())
                .sorted(Comparator.comparing(
                                (Option option) -> option.after().get(source).of(memoryCounts) > most)
                        .thenComparing(option -> rank(option.target()))
                        .thenComparing(option -> highest(all(states, option), memoryCounts))
                        .thenComparing(option ->
                                request.needs().get(option.workload().name()).memoryBytes())
                        .thenComparing(option -> option.workload().name())
                        .thenComparing(option -> option.target().name()))
                .filter(option -> bearable.test(option.mover(request), option.target()))
                .findFirst();
    }

    private Stream<Option> options(Workload workload, Map<String, State> states) {
        Need need = request.needs().get(workload.name());
        Load from = request.loads().get(workload.host());
        Integer cpu = from.ofWorkloads().get(workload.name());
        if (need == null || cpu == null) {
            return Stream.empty();
        }
        return domain.stream()
                .filter(target -> !target.name().equals(workload.host()) && states.containsKey(target.name()))
                .filter(target -> target.labels().containsAll(workload.requires()))
                .filter(target -> !request.closed().contains(target.name()))
                .map(target -> option(workload, target, cpu, need, states))
                .filter(option -> fits(option.after().get(option.target().name())))
                .filter(option -> sites.get(option.target().name()).takes(option.mover(request)));
    }

    private Option option(Workload workload, Host target, int cpu, Need need, Map<String, State> states) {
        Load from = request.loads().get(workload.host());
        Load to = request.loads().get(target.name());
        double there = (double) cpu * from.processors() / to.processors();
        double share = (double) HUNDRED * need.memoryBytes();
        return new Option(
                workload,
                target,
                Map.of(
                        workload.host(),
                        states.get(workload.host())
                                .plus(
                                        -cpu,
                                        -share
                                                / request.rooms()
                                                        .get(workload.host())
                                                        .totalBytes()),
                        target.name(),
                        states.get(target.name())
                                .plus(
                                        there,
                                        share
                                                / request.rooms()
                                                        .get(target.name())
                                                        .totalBytes())));
    }

    private boolean fits(State state) {
        return state.cpu() <= thresholds.cpuPercent() && state.memory() <= thresholds.memoryPercent();
    }

    private static Collection<State> all(Map<String, State> states, Option option) {
        Map<String, State> after = new TreeMap<>(states);
        after.putAll(option.after());
        return after.values();
    }

    private static double highest(Collection<State> states, boolean memoryCounts) {
        return states.stream()
                .mapToDouble(state -> state.of(memoryCounts))
                .max()
                .orElse(0);
    }

    /** A host's owner prefers it, or not, by a label. */
    private static int rank(Host host) {
        if (host.labels().contains("rank-high")) {
            return 0;
        }
        return host.labels().contains("rank-low") ? 2 : 1;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random inventories, from fixed seeds: what a plan must never do, checked by going through it again. */
class PlannerPropertiesTest {
    private static final int ROUNDS = 600;

    @Test
    void keepsToAllConstraintsInEveryWave() {
        int planned = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            PlanRequest request = random(new Random(seed));
            Optional<Plan> plan = plan(request);
            if (plan.isPresent()) {
                planned++;
                replay(request, plan.get(), "seed " + seed);
            }
        }

        // Both must happen often, or the rounds test nothing.
        assertThat(planned).isBetween(ROUNDS / 4, ROUNDS * 9 / 10);
    }

    @Test
    void givesTheSamePlanForTheSameInventoryInAnyOrder() {
        for (int seed = 0; seed < ROUNDS / 4; seed++) {
            PlanRequest request = random(new Random(seed));
            List<Host> hosts = new ArrayList<>(request.inventory().hosts());
            List<Workload> workloads = new ArrayList<>(request.inventory().workloads());
            Collections.shuffle(hosts, new Random(seed + 1));
            Collections.shuffle(workloads, new Random(seed + 2));
            Inventory shuffled =
                    new Inventory(hosts, workloads, request.inventory().concurrency());
            PlanRequest other = PlanRequest.of(shuffled, request.goal(), request.needs(), request.rooms())
                    .withClosed(request.closed());

            assertThat(plan(other).map(Plan::digest))
                    .as("seed %d", seed)
                    .isEqualTo(plan(request).map(Plan::digest));
        }
    }

    @Test
    void findsAPlanForASmallEvacuationWheneverThereIsOne() {
        int impossible = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            PlanRequest request = small(new Random(seed));
            List<Workload> movers = request.inventory().workloads().stream()
                    .filter(workload -> workload.host().equals("h0"))
                    .toList();
            boolean possible = possible(request, movers, 0, new HashMap<>());
            impossible += possible ? 0 : 1;

            assertThat(plan(request).isPresent()).as("seed %d", seed).isEqualTo(possible);
        }

        assertThat(impossible).isBetween(ROUNDS / 20, ROUNDS * 9 / 10);
    }

    private static Optional<Plan> plan(PlanRequest request) {
        try {
            return Optional.of(new GreedyPlanner().plan(request));
        } catch (RelocationException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INFEASIBLE);
            assertThat(e.getMessage()).contains("workload ");
            return Optional.empty();
        }
    }

    private static PlanRequest random(Random random) {
        Samples samples = new Samples().concurrency(1 + random.nextInt(5));
        int hosts = 3 + random.nextInt(6);
        for (int i = 0; i < hosts; i++) {
            String[] labels = random.nextInt(3) > 0 ? new String[] {"ssd"} : new String[0];
            samples.host("h" + i, 200 + random.nextInt(1200), 1 + random.nextInt(3), 1 + random.nextInt(3), "", labels);
            long room = (200 + random.nextInt(1200)) * Samples.MIB;
            samples.room("h" + i, new Room(room, room, random.nextBoolean(), ""));
        }
        Map<String, String> moves = new TreeMap<>();
        Set<String> grouped = new HashSet<>();
        int workloads = 2 + random.nextInt(14);
        for (int i = 0; i < workloads; i++) {
            String host = "h" + random.nextInt(hosts);
            String group = "g" + random.nextInt(4);
            boolean member = random.nextInt(3) == 0 && grouped.add(group + "@" + host);
            List<String> requires = random.nextInt(3) == 0 ? List.of("ssd") : List.of();
            samples.workload("w" + i, host, 10 + random.nextInt(250), member ? group : "", requires, Map.of());
            if (moves.isEmpty() || random.nextInt(3) == 0) {
                moves.put("w" + i, "h" + random.nextInt(hosts));
            }
        }
        boolean evacuate = random.nextInt(3) > 0;
        PlanRequest request = evacuate ? samples.evacuate("h0", "h1") : samples.request(new Goal.Explicit(moves));
        return random.nextInt(4) == 0 ? request.withClosed(Set.of("h2")) : request;
    }

    private static PlanRequest small(Random random) {
        Samples samples = new Samples().host("h0", 0);
        for (int i = 1; i <= 3; i++) {
            samples.host("h" + i, 8 + random.nextInt(10), random.nextBoolean() ? "ssd" : "hdd");
        }
        for (int i = 0; i < 6; i++) {
            List<String> requires = random.nextInt(4) == 0 ? List.of("ssd") : List.of();
            String group = random.nextInt(3) == 0 ? "g" : "";
            samples.workload("w" + i, "h0", 1 + random.nextInt(9), group, requires, Map.of());
        }
        return samples.evacuate("h0");
    }

    /** Tries everything: images are on disk here, so that memory, labels and groups decide. */
    private static boolean possible(
            PlanRequest request, List<Workload> movers, int index, Map<String, List<Workload>> placed) {
        if (index == movers.size()) {
            return true;
        }
        Workload mover = movers.get(index);
        for (Host host : request.inventory().hosts()) {
            List<Workload> there = placed.computeIfAbsent(host.name(), name -> new ArrayList<>());
            long used = there.stream()
                    .mapToLong(w -> request.needs().get(w.name()).memoryBytes())
                    .sum();
            boolean fits = !host.name().equals("h0")
                    && used + request.needs().get(mover.name()).memoryBytes()
                            <= request.rooms().get(host.name()).availableBytes()
                    && host.labels().containsAll(mover.requires())
                    && (mover.group().isEmpty()
                            || there.stream().noneMatch(w -> w.group().equals(mover.group())));
            if (fits) {
                there.add(mover);
                if (possible(request, movers, index + 1, placed)) {
                    return true;
                }
                there.remove(mover);
            }
        }
        return false;
    }

    /** Goes through a plan wave by wave; during a wave a moving workload counts on both of its hosts. */
    private static void replay(PlanRequest request, Plan plan, String seed) {
        Map<String, String> on = new TreeMap<>();
        request.inventory().workloads().forEach(workload -> on.put(workload.name(), workload.host()));
        Map<String, Long> free = new HashMap<>();
        request.rooms().forEach((host, room) -> free.put(host, room.availableBytes()));
        for (Wave wave : plan.waves()) {
            checkCaps(request, wave, seed);
            Map<String, Set<String>> present = new HashMap<>();
            on.forEach((workload, host) ->
                    present.computeIfAbsent(host, name -> new HashSet<>()).add(workload));
            Map<String, Long> images = new HashMap<>();
            for (Move move : wave.moves()) {
                assertThat(on.get(move.workload())).as(seed).isEqualTo(move.source());
                assertThat(plan.closed()).as(seed).doesNotContain(move.target());
                Workload workload =
                        request.inventory().workload(move.workload()).orElseThrow();
                Host target = request.inventory().host(move.target()).orElseThrow();
                assertThat(target.labels()).as(seed).containsAll(workload.requires());
                Need need = request.needs().get(move.workload());
                free.merge(move.target(), -need.memoryBytes(), Long::sum);
                if (request.rooms().get(move.target()).imagesInMemory()) {
                    images.merge(move.target(), need.imageBytes(), Long::sum);
                }
                present.computeIfAbsent(move.target(), name -> new HashSet<>()).add(move.workload());
            }
            free.forEach((host, left) ->
                    assertThat(left - images.getOrDefault(host, 0L)).as(seed).isNotNegative());
            wave.moves().forEach(move -> checkGroup(request, move, present.get(move.target()), seed));
            for (Move move : wave.moves()) {
                on.put(move.workload(), move.target());
                free.merge(move.source(), request.needs().get(move.workload()).memoryBytes(), Long::sum);
            }
        }
        checkGoal(request.goal(), on, seed);
    }

    private static void checkCaps(PlanRequest request, Wave wave, String seed) {
        assertThat(wave.moves())
                .as(seed)
                .hasSizeLessThanOrEqualTo(request.inventory().concurrency());
        for (Host host : request.inventory().hosts()) {
            long in = wave.moves().stream()
                    .filter(move -> move.target().equals(host.name()))
                    .count();
            long out = wave.moves().stream()
                    .filter(move -> move.source().equals(host.name()))
                    .count();
            assertThat(in).as(seed).isLessThanOrEqualTo(host.limits().movesIn());
            assertThat(out).as(seed).isLessThanOrEqualTo(host.limits().movesOut());
        }
    }

    private static void checkGroup(PlanRequest request, Move move, Set<String> present, String seed) {
        String group =
                request.inventory().workload(move.workload()).orElseThrow().group();
        long members = request.inventory().workloads().stream()
                .filter(workload -> !group.isEmpty() && workload.group().equals(group))
                .filter(workload -> present.contains(workload.name()))
                .count();
        assertThat(members).as(seed).isLessThanOrEqualTo(1);
    }

    private static void checkGoal(Goal goal, Map<String, String> on, String seed) {
        if (goal instanceof Goal.Evacuate evacuate) {
            assertThat(on.values()).as(seed).doesNotContainAnyElementsOf(evacuate.hosts());
        } else if (goal instanceof Goal.Explicit explicit) {
            assertThat(on).as(seed).containsAllEntriesOf(explicit.targets());
        }
    }
}

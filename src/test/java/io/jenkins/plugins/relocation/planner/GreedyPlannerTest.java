// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GreedyPlannerTest {
    private final Planner planner = new GreedyPlanner();

    @Test
    void emptiesAHostAndClosesIt() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .workload("x", "a", 100)
                .workload("y", "a", 200)
                .workload("stays", "b", 100)
                .evacuate("a");

        Plan plan = planner.plan(request);

        assertThat(plan.moves()).extracting(Move::describe).containsExactly("y: a → b", "x: a → b");
        assertThat(plan.closed()).containsExactly("a");
        assertThat(plan.stays()).isEmpty();
        assertThat(plan.workloads()).extracting(Workload::name).containsExactly("x", "y");
    }

    @Test
    void plansNothingForAHostThatIsEmptyAlready() {
        Plan plan = planner.plan(new Samples().host("a", 0).host("b", 100).evacuate("a"));

        assertThat(plan.waves()).isEmpty();
        assertThat(plan.hosts()).extracting(Host::name).containsExactly("a");
    }

    @Test
    void spreadsWorkloadsToWhereMostMemoryIsLeft() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .host("c", 1000)
                .workload("w", "a", 300)
                .workload("x", "a", 300)
                .workload("y", "a", 200)
                .workload("z", "a", 200)
                .evacuate("a");

        Map<String, Long> perHost = planner.plan(request).moves().stream()
                .collect(Collectors.groupingBy(
                        Move::target, Collectors.summingLong(m -> m.prediction().memoryBytes())));

        assertThat(perHost).containsOnly(Map.entry("b", 500 * Samples.MIB), Map.entry("c", 500 * Samples.MIB));
    }

    @Test
    void packsTightlyWhereSpreadingWouldLeaveSomethingOver() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 600)
                .host("c", 500)
                .workload("large", "a", 500)
                .workload("larger", "a", 600)
                .evacuate("a");
        PlanRequest narrow = new Samples()
                .host("a", 0)
                .host("b", 700, "fast")
                .host("c", 400)
                .workload("u", "a", 400)
                .workload("v", "a", 350, "fast")
                .workload("w", "a", 350, "fast")
                .evacuate("a");

        assertThat(targets(planner.plan(request))).isEqualTo(Map.of("larger", "b", "large", "c"));
        assertThat(targets(planner.plan(narrow))).isEqualTo(Map.of("u", "c", "v", "b", "w", "b"));
    }

    @Test
    void searchesWhereNeitherSpreadingNorPackingFindsAPlace() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 10)
                .host("c", 12)
                .workload("u", "a", 6)
                .workload("v", "a", 5)
                .workload("w", "a", 5)
                .workload("x", "a", 3)
                .workload("y", "a", 3)
                .evacuate("a");

        assertThat(targets(planner.plan(request))).isEqualTo(Map.of("u", "c", "v", "b", "w", "b", "x", "c", "y", "c"));
    }

    @Test
    void looksAtLabelsGroupsAndClosedHosts() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 9000)
                .host("c", 8000, "ssd")
                .host("d", 7000, "ssd")
                .host("e", 9000, "ssd")
                .grouped("there", "c", 1, "caches")
                .workload("x", "a", 100, "caches", List.of("ssd"), Map.of())
                .evacuate("a")
                .withClosed(Set.of("e"));

        assertThat(targets(planner.plan(request))).isEqualTo(Map.of("x", "d"));
    }

    @Test
    void usesAJumpHostOnlyWhenNoOtherHostTakesTheWorkload() {
        Samples samples = new Samples()
                .host("a", 0, 2, 2, "bastion")
                .host("bastion", 9000)
                .host("c", 100)
                .workload("x", "a", 80)
                .workload("y", "a", 80);

        Plan plan = planner.plan(samples.evacuate("a"));

        assertThat(targets(plan)).isEqualTo(Map.of("x", "c", "y", "bastion"));
    }

    @Test
    void carriesTheJumpHostsOfTheHostsThatItTouches() {
        PlanRequest request = new Samples()
                .host("a", 0, 2, 2, "inner")
                .host("b", 100)
                .host("inner", 0, 2, 2, "outer")
                .host("outer", 0)
                .host("unrelated", 0)
                .workload("x", "a", 10)
                .evacuate("a");

        assertThat(planner.plan(request).hosts()).extracting(Host::name).containsExactly("a", "b", "inner", "outer");
    }

    @Test
    void keepsRoomForTheImageWhereImagesAreInMemory() {
        Samples samples = new Samples().host("a", 0).host("b", 150).workload("x", "a", 100);

        Plan onDisk = planner.plan(samples.evacuate("a"));
        RelocationException inMemory = infeasible(
                samples.room("b", Room.of(150 * Samples.MIB, 150 * Samples.MIB)).evacuate("a"));

        assertThat(onDisk.moves()).hasSize(1);
        assertThat(inMemory).hasMessageContaining("100 MiB needed and 100 MiB for images on their way, 150 MiB left");
    }

    @Test
    void keepsTheMemoryThatTheOwnerAsksFor() {
        Workload declared = new Workload(
                "x",
                "process",
                "a",
                Map.of(),
                500 * Samples.MIB,
                List.of(),
                "",
                List.of(new ProbeSpec.ProcessState(Timing.DEFAULT)),
                List.of(),
                Policy.DEFAULT);
        Samples samples = new Samples()
                .host("a", 0)
                .host("b", 400)
                .workload(declared, new Need(10 * Samples.MIB, 10 * Samples.MIB, true));

        assertThat(infeasible(samples.evacuate("a"))).hasMessageContaining("500 MiB needed, 400 MiB left");
    }

    @Test
    void namesWhatExcludesEachHost() {
        PlanRequest request = new Samples()
                .host("a", 9000)
                .host("b", 250)
                .host("c", 9000)
                .host("d", 9000, "ssd")
                .host("e", 9000, "ssd")
                .host("f", 0, "ssd")
                .noRoom("f")
                .host("g", 0, "ssd")
                .room("g", Room.unfit("has no CRIU"))
                .grouped("redis-2", "d", 1, "caches")
                .workload("redis-1", "a", 300, "caches", List.of("ssd"), Map.of())
                .workload("small", "a", 200)
                .evacuate("a")
                .withClosed(Set.of("e"));

        RelocationException refused = infeasible(request);

        assertThat(refused.getMessage().lines())
                .containsExactly(
                        "no plan: 1 of 2 workloads have no place",
                        "workload redis-1 on a:",
                        "  host a: is to be emptied by this plan",
                        "  host b: lacks label ssd; too little memory: 300 MiB needed, 50 MiB left (250 MiB available,"
                                + " 0 B reserve, 200 MiB for small of this plan)",
                        "  host c: lacks label ssd",
                        "  host d: group caches: redis-2 is there",
                        "  host e: was emptied by an earlier run and is closed",
                        "  host f: its memory is not known: it was not looked at, or did not answer",
                        "  host g: has no CRIU");
    }

    @Test
    void refusesWorkloadsThatCannotBePlannedAllAtOnce() {
        Workload silent = new Workload(
                "silent", "process", "a", Map.of(), 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .workload(silent, new Need(1, 1, true))
                .workload("lost", "a", 1)
                .noNeed("lost")
                .evacuate("a");

        RelocationException refused = infeasible(request);

        assertThat(refused)
                .hasMessageContaining("workload silent on a has no probe")
                .hasMessageContaining("workload lost was not found on a");
    }

    @Test
    void doesNotMindAWorkloadWithoutAProbeThatStays() {
        Workload silent = new Workload(
                "silent", "process", "b", Map.of(), 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .workload(silent, new Need(1, 1, true))
                .workload("x", "a", 1)
                .evacuate("a");

        assertThat(planner.plan(request).moves()).hasSize(1);
    }

    @Test
    void refusesNamesThatTheInventoryDoesNotHave() {
        Samples samples = new Samples().host("web-1", 0).host("web-2", 10).workload("redis", "web-1", 1);

        RelocationException host = refused(samples.evacuate("web1"));
        RelocationException workload = refused(samples.moves(Map.of("$(reboot)\n", "web-2", "redos", "web-2")));

        assertThat(host.code()).isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(host).hasMessage("host \"web1\" is not in the inventory (did you mean web-1?)");
        assertThat(workload.getMessage().lines())
                .containsExactly(
                        "workload \"$(reboot)\\u000a\" is not in the inventory",
                        "workload \"redos\" is not in the inventory (did you mean redis?)");
    }

    @Test
    void movesWhatIsNamedAndNothingElse() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .host("c", 10)
                .workload("x", "a", 10)
                .workload("y", "a", 10)
                .workload("there", "c", 10)
                .moves(Map.of("x", "c", "there", "c"));

        Plan plan = planner.plan(request);

        assertThat(targets(plan)).isEqualTo(Map.of("x", "c"));
        assertThat(plan.closed()).isEmpty();
    }

    @Test
    void refusesNamedTargetsThatAreClosedOrLackALabel() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .host("c", 1000)
                .workload("x", "a", 10)
                .workload("y", "a", 10, "ssd")
                .moves(Map.of("x", "b", "y", "c"))
                .withClosed(Set.of("b"));

        RelocationException refused = infeasible(request);

        assertThat(refused)
                .hasMessageContaining("workload x from a to b: host b: was emptied by an earlier run and is closed")
                .hasMessageContaining("workload y from a to c: host c: lacks label ssd");
    }

    @Test
    void letsOneLeaveBeforeTheOtherComesWhereBothDoNotFit() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 20)
                .host("c", 200)
                .workload("big", "a", 100)
                .workload("here", "b", 90)
                .moves(Map.of("big", "b", "here", "c"));

        Plan plan = planner.plan(request);

        assertThat(plan.moves(1)).extracting(Move::workload).containsExactly("here");
        assertThat(plan.moves(2)).extracting(Move::workload).containsExactly("big");
    }

    @Test
    void refusesAnExchangeThatHasNoFirstMove() {
        PlanRequest request = new Samples()
                .host("a", 10)
                .host("b", 10)
                .workload("x", "a", 90)
                .workload("y", "b", 90)
                .moves(Map.of("x", "b", "y", "a"));

        RelocationException refused = infeasible(request);

        assertThat(refused)
                .hasMessageContaining("2 of 2 moves cannot be made in any order that was tried")
                .hasMessageContaining("workload x from a to b: too little memory: 90 MiB needed, 10 MiB left");
    }

    @Test
    void neverHasTwoMembersOfAGroupOnAHostBetweenWaves() {
        PlanRequest request = new Samples()
                .host("a", 1000)
                .host("b", 1000)
                .host("c", 1000)
                .grouped("x", "a", 90, "g")
                .grouped("y", "b", 10, "g")
                .moves(Map.of("x", "b", "y", "c"));

        Plan plan = planner.plan(request);

        assertThat(plan.moves(1)).extracting(Move::workload).containsExactly("y");
        assertThat(plan.moves(2)).extracting(Move::workload).containsExactly("x");
    }

    @Test
    void fillsWavesUpToTheCapsLargestFirst() {
        PlanRequest request = new Samples()
                .concurrency(3)
                .host("a", 0, 1, 2, "")
                .host("b", 0, 1, 5, "")
                .host("c", 9000, 4, 1, "")
                .workload("a1", "a", 50)
                .workload("a2", "a", 40)
                .workload("a3", "a", 30)
                .workload("b1", "b", 20)
                .workload("b2", "b", 10)
                .evacuate("a", "b");

        Plan plan = planner.plan(request);

        assertThat(plan.moves(1)).extracting(Move::workload).containsExactly("a1", "a2", "b1");
        assertThat(plan.moves(2)).extracting(Move::workload).containsExactly("a3", "b2");
    }

    @Test
    void returnsHomeToHostsThatARunClosed() {
        PlanRequest request = new Samples()
                .host("a", 1000)
                .host("b", 1000)
                .host("c", 1000)
                .workload("x", "b", 10, "ssd")
                .workload("back", "a", 10)
                .workload("other", "b", 10)
                .request(new Goal.ReturnHome("r-1"))
                .withClosed(Set.of("a", "c"))
                .withHomes(Map.of("x", "a", "back", "a"));

        Plan plan = planner.plan(request);

        assertThat(targets(plan)).isEqualTo(Map.of("x", "a"));
        assertThat(plan.closed()).containsExactly("c");
    }

    @Test
    void refusesToReturnHomeFromARunThatMovedNothing() {
        PlanRequest request = new Samples().host("a", 1).request(new Goal.ReturnHome("r-1"));

        assertThat(refused(request).code()).isEqualTo(ErrorCode.BAD_INPUT);
    }

    @Test
    void collectsFactsOfAllMovesOnceInOneOrder() {
        Facts facts = (workload, from, to) -> List.of(
                new Fact(to.name(), "memory:" + workload.name(), Fact.Relation.AT_LEAST, "1"),
                new Fact(from.name(), "criu.version", Fact.Relation.VERSION_AT_LEAST, "4.2"));
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 100)
                .workload("x", "a", 1)
                .workload("y", "a", 1)
                .evacuate("a")
                .withFacts(facts);

        assertThat(planner.plan(request).facts())
                .extracting(Fact::describe)
                .containsExactly("criu.version on a >= 4.2", "memory:x on b >= 1", "memory:y on b >= 1");
    }

    @Test
    void predictsTheFreezeFromTheImage() {
        Samples samples = new Samples().host("a", 0).host("b", 1000);
        samples.workload("x", "a", 300);

        Prediction prediction =
                planner.plan(samples.evacuate("a")).moves().get(0).prediction();

        assertThat(prediction.freeze()).isEqualTo(Duration.ofMillis(250 + 2097 + 629));
        assertThat(prediction.imageBytes()).isEqualTo(300 * Samples.MIB);
    }

    @Test
    void refusesAFreezeThatItsOwnerDoesNotAllow() {
        Samples samples = new Samples().host("a", 0).host("b", 99_000);
        samples.workload("huge", "a", 20_000).workload("tiny", "a", 1);

        assertThatThrownBy(() -> planner.plan(samples.evacuate("a")))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INFEASIBLE))
                .hasMessageContaining("workload huge from a to b: it would be frozen for 3 min 2 s")
                .hasMessageContaining("its freezeBudget is 1 min; raise policy.freezeBudget")
                .hasMessageNotContaining("tiny");
    }

    @Test
    void saysWhichMovesHaveNoHeldSource() {
        Workload committed = new Samples()
                .host("a", 0)
                .workload("x", "a", 1)
                .inventory()
                .workloads()
                .get(0);
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 100)
                .workload(committed, new Need(1, 1, false))
                .evacuate("a");

        assertThat(planner.plan(request).moves()).extracting(Move::heldSource).containsExactly(false);
    }

    @Test
    void doesNotOverflowOnAbsurdSizes() {
        Workload x = new Samples()
                .host("a", 0)
                .workload("x", "a", 1)
                .inventory()
                .workloads()
                .get(0);
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 100)
                .room("b", Room.of(Long.MAX_VALUE, Long.MAX_VALUE))
                .workload(x, new Need(Long.MAX_VALUE, Long.MAX_VALUE, true))
                .evacuate("a");

        assertThat(infeasible(request)).hasMessageContaining("too little memory");
    }

    private RelocationException infeasible(PlanRequest request) {
        RelocationException refused = refused(request);
        assertThat(refused.code()).isEqualTo(ErrorCode.INFEASIBLE);
        return refused;
    }

    private RelocationException refused(PlanRequest request) {
        return catchThrowableOfType(RelocationException.class, () -> planner.plan(request));
    }

    private static Map<String, String> targets(Plan plan) {
        return plan.moves().stream().collect(Collectors.toMap(Move::workload, Move::target));
    }
}

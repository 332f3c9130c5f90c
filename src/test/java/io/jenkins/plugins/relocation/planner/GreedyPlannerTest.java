// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static io.jenkins.plugins.relocation.planner.Planned.plan;
import static io.jenkins.plugins.relocation.planner.Planned.targets;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GreedyPlannerTest {
    @Test
    void emptiesAHostAndClosesIt() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .workload("x", "a", 100)
                .workload("y", "a", 200)
                .workload("stays", "b", 100)
                .evacuate("a");

        Plan plan = plan(request);

        assertThat(plan.moves()).extracting(Move::describe).containsExactly("y: a → b", "x: a → b");
        assertThat(plan.closed()).containsExactly("a");
        assertThat(plan.stays()).isEmpty();
        assertThat(plan.workloads()).extracting(Workload::name).containsExactly("x", "y");
    }

    @Test
    void plansNothingForAHostThatIsEmptyAlready() {
        Plan plan = plan(new Samples().host("a", 0).host("b", 100).evacuate("a"));

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

        Map<String, Long> perHost = plan(request).moves().stream()
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

        assertThat(targets(plan(request))).isEqualTo(Map.of("larger", "b", "large", "c"));
        assertThat(targets(plan(narrow))).isEqualTo(Map.of("u", "c", "v", "b", "w", "b"));
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

        assertThat(targets(plan(request))).isEqualTo(Map.of("u", "c", "v", "b", "w", "b", "x", "c", "y", "c"));
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

        assertThat(targets(plan(request))).isEqualTo(Map.of("x", "d"));
    }

    @Test
    void usesAJumpHostOnlyWhenNoOtherHostTakesTheWorkload() {
        Samples samples = new Samples()
                .host("a", 0, 2, 2, "bastion")
                .host("bastion", 9000)
                .host("c", 100)
                .workload("x", "a", 80)
                .workload("y", "a", 80);

        Plan plan = plan(samples.evacuate("a"));

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

        assertThat(plan(request).hosts()).extracting(Host::name).containsExactly("a", "b", "inner", "outer");
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static io.jenkins.plugins.relocation.planner.Planned.infeasible;
import static io.jenkins.plugins.relocation.planner.Planned.plan;
import static io.jenkins.plugins.relocation.planner.Planned.refused;
import static io.jenkins.plugins.relocation.planner.Planned.targets;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GreedyPlannerOrderTest {
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

        Plan plan = plan(request);

        assertThat(targets(plan)).isEqualTo(Map.of("x", "c"));
        assertThat(plan.closed()).isEmpty();
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

        Plan plan = plan(request);

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

        Plan plan = plan(request);

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

        Plan plan = plan(request);

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

        Plan plan = plan(request);

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

        assertThat(plan(request).facts())
                .extracting(Fact::describe)
                .containsExactly("criu.version on a >= 4.2", "memory:x on b >= 1", "memory:y on b >= 1");
    }

    @Test
    void predictsTheFreezeFromTheImage() {
        Samples samples = new Samples().host("a", 0).host("b", 1000);
        samples.workload("x", "a", 300);

        Prediction prediction = plan(samples.evacuate("a")).moves().get(0).prediction();

        assertThat(prediction.freeze()).isEqualTo(Duration.ofMillis(250 + 2097 + 629));
        assertThat(prediction.imageBytes()).isEqualTo(300 * Samples.MIB);
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

        assertThat(plan(request).moves()).extracting(Move::heldSource).containsExactly(false);
    }
}

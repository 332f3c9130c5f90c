// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanningTest {
    private static final String INVENTORY =
            """
            version: 1
            defaults:
              login: {user: root, credentials: key}
            hosts:
              - {name: a, address: a.example, hostKeys: ["ssh-ed25519 AAAA"]}
              - {name: b, address: b.example, hostKeys: ["ssh-ed25519 AAAA"]}
              - {name: c, address: c.example, hostKeys: ["ssh-ed25519 AAAA"]}
            workloads:
              - {name: redis, driver: simulated, host: a, probes: [{type: process, interval: 1s, within: 5s}]}
              - {name: tree, driver: simulated, host: a, probes: [{type: process, interval: 1s, within: 5s}]}
            """;

    @TempDir
    Path home;

    private EngineFixture fixture;

    @BeforeEach
    void startWorkloads() {
        fixture = new EngineFixture(home);
        fixture.world.start("redis", "a");
        fixture.world.start("tree", "a");
    }

    @Test
    void plansAnEvacuationAndItsReturn() {
        Plan evacuation = plan(List.of("a"), "");
        RunResult evacuated = run(evacuation);
        assertThat(evacuated.empty()).containsExactly("a");

        Plan back = plan(List.of(), evacuated.run());
        run(back);

        assertThat(back.moves()).allSatisfy(move -> assertThat(move.target()).isEqualTo("a"));
        assertThat(fixture.world.runsOn("redis")).contains("a");
        assertThat(fixture.world.runsOn("tree")).contains("a");
        assertThat(fixture.relocator().closedHosts().names()).isEmpty();
        assertThat(fixture.world.leftovers()).isEmpty();
    }

    @Test
    void predictsFromWhatEarlierMovesCost() {
        fixture.world.spending = progress -> {
            fixture.ticker.pause(Duration.ofMillis(700));
            progress.spent(new FreezeCost(
                    3 << 20, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(100), Duration.ZERO));
        };
        assertThat(plan(List.of("a"), "").moves())
                .allSatisfy(move -> assertThat(move.prediction().basis()).isEqualTo("estimate: no earlier moves"));

        RunResult out = run(plan(List.of("a"), ""));
        Plan back = plan(List.of(), out.run());

        assertThat(out.moves()).allSatisfy(move -> {
            assertThat(move.freeze()).isEqualTo(Duration.ofMillis(700));
            assertThat(move.cost().bytes()).isEqualTo(3 << 20);
            assertThat(move.cost().bytesPerSecond()).isEqualTo((3 << 20) * 10 / 6);
        });
        assertThat(out.total().longestFreeze()).isEqualTo(Duration.ofMillis(700));
        assertThat(out.total().bytes()).isEqualTo(6 << 20);
        assertThat(back.moves()).allSatisfy(move -> {
            assertThat(move.prediction().basis()).isEqualTo("measured: 1 earlier move of it");
            assertThat(move.prediction().freeze()).isEqualTo(Duration.ofMillis(700));
            assertThat(move.prediction().imageBytes()).isEqualTo(3 << 20);
        });
    }

    @Test
    void placesNothingOnAHostThatWasEmptied() {
        run(plan(List.of("a"), ""));

        Plan next = plan(List.of("b"), "");

        assertThat(next.moves()).isNotEmpty().allSatisfy(move -> {
            assertThat(move.source()).isEqualTo("b");
            assertThat(move.target()).isEqualTo("c");
        });
    }

    @Test
    void placesNothingOnAHostThatDoesNotAnswer() {
        fixture.world.unreachable.add("b");

        assertThat(plan(List.of("a"), "").moves())
                .allSatisfy(move -> assertThat(move.target()).isEqualTo("c"));
    }

    @Test
    void saysThatNoHostAnswersThatCouldTakeAWorkload() {
        fixture.world.unreachable.add("b");
        fixture.world.unreachable.add("c");

        assertThatThrownBy(() -> plan(List.of("a"), ""))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessageContaining("redis")
                .hasMessageContaining("does not answer");
    }

    @Test
    void saysThatNothingFitsWhenAHostThatAnswersDoesNotTakeAWorkload() {
        fixture.world.unreachable.add("b");

        assertThatThrownBy(() -> fixture.relocator()
                        .plan(
                                new PlanParameters("inventory.yaml", List.of("a"), Map.of(), ""),
                                INVENTORY.replace("name: redis, ", "name: redis, requires: [ssd], "),
                                fixture.caller()))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INFEASIBLE))
                .hasMessageContaining("host b: b does not answer")
                .hasMessageContaining("host c: lacks label ssd");
    }

    /** An inventory may name hosts of several technologies, and no driver knows those of the others. */
    @Test
    void asksADriverThatKnowsTheHost() {
        fixture.drivers = List.of("other", "simulated");
        fixture.world.unreachable.add("c");
        fixture.world.foreign.addAll(List.of("other:a", "other:b", "simulated:c"));
        String mixed = INVENTORY.replace(
                "workloads:\n",
                "workloads:\n  - {name: another, driver: other, host: c, probes: [{type: process, interval: 1s, within: 5s}]}\n");
        Relocator relocator = fixture.relocator();

        String id = relocator
                .plan(new PlanParameters("inventory.yaml", List.of("a"), Map.of(), ""), mixed, fixture.caller())
                .id();

        assertThat(relocator.store().plan(id).moves()).hasSize(2).allSatisfy(move -> assertThat(move.target())
                .isEqualTo("b"));
    }

    @Test
    void makesTheSamePlanOfTheSameThings() {
        assertThat(plan(List.of("a"), "").digest())
                .isEqualTo(plan(List.of("a"), "").digest());
    }

    @Test
    void refusesAnInventoryWithAnUnknownKeyBeforeItLooksAtAnyHost() {
        fixture.world.unreachable.add("a");

        assertThatThrownBy(() -> fixture.relocator()
                        .plan(
                                new PlanParameters("inventory.yaml", List.of("a"), Map.of(), ""),
                                INVENTORY.replace("driver: simulated, host: a", "driver: simulated, hots: a"),
                                fixture.caller()))
                .hasMessageContaining("inventory.yaml:9")
                .hasMessageContaining("hots")
                .hasMessageContaining("host");
    }

    private Plan plan(List<String> evacuate, String returnHome) {
        Relocator relocator = fixture.relocator();
        String id = relocator
                .plan(new PlanParameters("inventory.yaml", evacuate, Map.of(), returnHome), INVENTORY, fixture.caller())
                .id();
        return relocator.store().plan(id);
    }

    private RunResult run(Plan plan) {
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        return relocator.verify(new Scope(plan.id(), 0), fixture.caller());
    }
}

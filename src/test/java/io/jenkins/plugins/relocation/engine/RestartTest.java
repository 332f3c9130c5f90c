// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine dies before and after everything that it does; another one goes on from journal and hosts. */
class RestartTest {
    private static final int MORE_CALLS_THAN_ANY_MOVE = 24;

    @TempDir
    Path home;

    static Stream<Arguments> deaths() {
        List<Arguments> deaths = new ArrayList<>();
        for (int call = 1; call <= MORE_CALLS_THAN_ANY_MOVE; call++) {
            for (String moment : List.of("before", "after")) {
                for (SimulatedWorld.Target target : SimulatedWorld.Target.values()) {
                    deaths.add(Arguments.of(call, moment, target));
                }
            }
        }
        return deaths.stream();
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void goesOnToTheEndAfterADeathOnTheWayOut(int call, String moment, SimulatedWorld.Target target) {
        EngineFixture fixture = new EngineFixture(home);
        fixture.world.target = target;
        Plan plan = fixture.evacuation();
        fixture.world.use("redis");
        dieAt(fixture.world, call, moment);

        perhapsDie(() -> {
            fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());
            fixture.relocator().verify(new Scope(plan.id(), 0), fixture.caller());
        });
        fixture.world.interruption = (m, c) -> {};
        fixture.world.use("redis");
        Relocator next = fixture.relocator();
        if (next.runs().openRun(plan.id()).isPresent()) {
            next.relocate(new Scope(plan.id(), 0), fixture.caller());
            next.verify(new Scope(plan.id(), 0), fixture.caller());
        }

        assertThat(fixture.world.runsOn("redis")).contains("b");
        assertThat(fixture.world.count("redis", "b")).isGreaterThanOrEqualTo(1);
        assertThat(fixture.world.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void goesOnToTheEndAfterADeathOnTheWayBack(int call, String moment, SimulatedWorld.Target target) {
        EngineFixture fixture = new EngineFixture(home);
        fixture.world.target = target;
        Plan plan = fixture.evacuation();
        fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());
        fixture.world.use("redis");
        dieAt(fixture.world, call, moment);

        perhapsDie(() -> fixture.relocator().rollback(RollbackParameters.all(plan.id()), fixture.caller()));
        fixture.world.interruption = (m, c) -> {};
        RunResult result = fixture.relocator().rollback(RollbackParameters.all(plan.id()), fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.ROLLED_BACK);
        assertThat(fixture.world.runsOn("redis")).contains("a");
        assertThat(fixture.world.count("redis", "a")).isEqualTo(1);
        assertThat(fixture.world.leftovers()).isEmpty();
    }

    private static void dieAt(SimulatedWorld world, int call, String moment) {
        AtomicInteger calls = new AtomicInteger();
        world.interruption = (when, what) -> {
            if (when.equals("before")) {
                calls.incrementAndGet();
            }
            if (calls.get() == call && when.equals(moment)) {
                throw new EngineFixture.EngineDied();
            }
        };
    }

    private static void perhapsDie(Runnable work) {
        try {
            work.run();
        } catch (EngineFixture.EngineDied e) {
            assertThat(e).hasNoCause();
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.model.step.Situation;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An engine dies before or after anything that it does; recover takes the run to its end. */
class RecoverTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.engine.RestartTest#deaths")
    void settlesWhatADeadEngineLeft(int call, String moment, SimulatedWorld.Target target) {
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
        long used = fixture.world
                .runsOn("redis")
                .map(host -> fixture.world.count("redis", host))
                .orElse(1L);

        Optional<String> run = fixture.relocator().runs().openRun(plan.id());
        run.ifPresent(id -> fixture.relocator().recover(id, fixture.caller()));

        assertThat(fixture.relocator().runs().openRun(plan.id())).isEmpty();
        String host = fixture.world.runsOn("redis").orElseThrow();
        assertThat(fixture.world.count("redis", host)).isEqualTo(used);
        assertThat(fixture.world.leftovers()).isEmpty();
    }

    @Test
    void tellsWhatIsKnownAndChangesNothing() {
        EngineFixture fixture = new EngineFixture(home);
        Plan plan = fixture.evacuation();
        dieAt(fixture.world, "freeze a", "after");
        perhapsDie(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()));
        fixture.world.interruption = (m, c) -> {};
        fixture.world.calls.clear();
        String run = fixture.relocator().runs().openRun(plan.id()).orElseThrow();

        List<Situation> situations = fixture.relocator().situation(run, fixture.caller());

        assertThat(situations).hasSize(1);
        assertThat(situations.get(0).describe())
                .isEqualTo(
                        "redis is CHECKPOINTED; a shows FROZEN, b shows ABSENT; no host runs it; recovering it takes it back"
                                + " to a, or verifies it on b if it runs there by now");
        assertThat(fixture.world.calls).isEmpty();
    }

    @Test
    void goesOnWhenASilentHostAnswersAgain() {
        EngineFixture fixture = new EngineFixture(home);
        Plan plan = fixture.evacuation();
        fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());
        fixture.world.use("redis");
        fixture.world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("thaw b") || call.equals("restore a")) {
                fixture.world.unreachable.add("b");
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, "injected");
            }
        };
        assertThatThrownBy(() -> fixture.relocator().rollback(RollbackParameters.all(plan.id()), fixture.caller()))
                .isInstanceOfSatisfying(
                        RunFailedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NEEDS_OPERATOR));
        assertThat(fixture.events)
                .filteredOn(RelocationEvent.OperatorNeeded.class::isInstance)
                .hasSize(1);
        String run = fixture.relocator().runs().openRun(plan.id()).orElseThrow();
        fixture.world.interruption = (m, c) -> {};
        assertThatThrownBy(() -> fixture.relocator().recover(run, fixture.caller()))
                .hasMessageContaining("it still cannot be told");
        fixture.world.unreachable.clear();

        RunResult result = fixture.relocator().recover(run, fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.ROLLED_BACK);
        assertThat(fixture.world.runsOn("redis")).contains("a");
        assertThat(fixture.world.count("redis", "a")).isEqualTo(1);
        assertThat(fixture.world.leftovers()).isEmpty();
    }

    @Test
    void doesNothingForARunThatHasEnded() {
        EngineFixture fixture = new EngineFixture(home);
        Plan plan = fixture.evacuation();
        fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());
        RunResult ended = fixture.relocator().verify(new Scope(plan.id(), 0), fixture.caller());
        fixture.world.calls.clear();

        RunResult result = fixture.relocator().recover(ended.run(), fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.COMMITTED);
        assertThat(fixture.world.calls).isEmpty();
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

    private static void dieAt(SimulatedWorld world, String call, String moment) {
        world.interruption = (when, what) -> {
            if (when.equals(moment) && what.equals(call)) {
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

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static io.jenkins.plugins.relocation.engine.EngineFixture.failing;
import static io.jenkins.plugins.relocation.engine.EngineFixture.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RollbackParameters.To;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to moves that do not come to their end. */
class WaysBackTest {
    @TempDir
    Path home;

    private EngineFixture fixture;
    private SimulatedWorld world;

    @BeforeEach
    void makeWorld() {
        fixture = new EngineFixture(home);
        world = fixture.world;
    }

    @Test
    void thawsTheSourceWhenTheRestoreFails() {
        Plan plan = fixture.evacuation();
        world.interruption = failing("before", "restore b", ErrorCode.HOST_FAILED);
        world.use("redis");

        RunFailedException failure =
                failureOf(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()));

        assertThat(failure.code()).isEqualTo(ErrorCode.ROLLED_BACK);
        assertThat(failure).hasMessageContaining("redis is ROLLED_BACK").hasMessageContaining("injected");
        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isEqualTo(1);
        assertThat(world.leftovers()).isEmpty();
        assertThat(world.supervisedAt).containsExactly("a");
        assertThat(fixture.relocator().closedHosts().names()).isEmpty();
    }

    @Test
    void asksBeforeAnythingIsLostWhenTheTargetDied() {
        Plan plan = fixture.evacuation();
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        world.use("redis");
        world.copies.remove("redis@b");

        RunFailedException failure =
                failureOf(() -> relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller()));

        assertThat(failure).hasMessageContaining("acceptLoss: ['redis']");
        assertThat(world.runsOn("redis")).isEmpty();

        relocator.rollback(new RollbackParameters(plan.id(), 0, "", To.SOURCE, List.of("redis")), fixture.caller());

        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isZero();
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void neverContinuesTheHeldSourceWhereThePlanForbidsIt() {
        Policy never = new Policy(Duration.ofMinutes(1), Duration.ofMinutes(1), Policy.AcceptLoss.NEVER, false);
        Plan plan = fixture.evacuation(EngineFixture.workload("redis", never, List.of()));
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        world.copies.remove("redis@b");

        failureOf(() -> relocator.rollback(
                new RollbackParameters(plan.id(), 0, "", To.SOURCE, List.of("redis")), fixture.caller()));

        assertThat(world.runsOn("redis")).isEmpty();
    }

    @Test
    void needsAnOperatorWhenTheTargetMayRunAndDoesNotAnswer() {
        Plan plan = fixture.evacuation();
        world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("resume b")) {
                world.unreachable.add("b");
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, "connection lost");
            }
        };

        RunFailedException failure =
                failureOf(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()));

        assertThat(failure.code()).isEqualTo(ErrorCode.NEEDS_OPERATOR);
        assertThat(world.copies.get("redis@a").state).isEqualTo(State.FROZEN);
    }

    @Test
    void resolvesOnlyToWhatTheHostsShow() {
        Plan plan = fixture.evacuation();
        world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("resume b")) {
                world.unreachable.add("b");
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, "connection lost");
            }
        };
        String run = failureOf(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()))
                .result()
                .run();
        world.interruption = (moment, call) -> {};
        world.unreachable.clear();
        Relocator relocator = fixture.relocator();

        assertThatThrownBy(() -> relocator.resolve(run, "redis", Phase.ROLLED_BACK, "looked", fixture.caller()))
                .hasMessageContaining("the hosts show");
        world.copies.remove("redis@a");
        RunResult result = relocator.resolve(run, "redis", Phase.COMMITTED, "killed it by hand", fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.COMMITTED);
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void undoesWhatIsInFlightWhenStopped() {
        Plan plan = fixture.evacuation();
        StopSignal stop = new StopSignal();
        world.interruption = (moment, call) -> {
            if (call.equals("freeze a")) {
                stop.stop("build aborted");
            }
        };

        RunFailedException failure = failureOf(() ->
                fixture.relocator().relocate(new Scope(plan.id(), 0), new Caller("test", fixture.events::add, stop)));

        assertThat(failure.code()).isEqualTo(ErrorCode.STOPPED);
        assertThat(failure).hasMessageContaining("build aborted");
        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void undoesTheMoveWhenAHookFailsThatMust() {
        Hook hook = new Hook(Hook.Point.BEFORE_FREEZE, List.of("quiesce"), Duration.ofSeconds(5), Hook.OnFailure.FAIL);
        Plan plan = fixture.evacuation(EngineFixture.workload("redis", Policy.DEFAULT, List.of(hook)));
        world.commands = host -> {
            throw new IllegalStateException("busy");
        };

        failureOf(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()));

        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.calls).doesNotContain("freeze a");
        assertThat(world.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SimulatedWorld.Target.class)
    void goesBackToTheRestorePointWhenTheLossIsAcceptedByName(SimulatedWorld.Target target) {
        world.target = target;
        Plan plan = fixture.evacuation();
        Relocator relocator = fixture.relocator();
        world.use("redis");
        relocator.checkpoint(new Scope(plan.id(), 0), fixture.caller());
        world.use("redis");
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        world.use("redis");

        assertThatThrownBy(() -> relocator.rollback(
                        new RollbackParameters(plan.id(), 0, "", To.CHECKPOINT, List.of()), fixture.caller()))
                .hasMessageContaining("acceptLoss: ['redis']");
        assertThat(world.runsOn("redis")).contains("b");
        relocator.rollback(new RollbackParameters(plan.id(), 0, "", To.CHECKPOINT, List.of("redis")), fixture.caller());

        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isEqualTo(1);
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void rollsNothingBackWhereNothingWasBegun() {
        Plan plan = fixture.evacuation();

        RunResult result = fixture.relocator().rollback(RollbackParameters.all(plan.id()), fixture.caller());

        assertThat(result.settled()).isTrue();
        assertThat(world.calls).isEmpty();
    }
}

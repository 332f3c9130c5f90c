// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static io.jenkins.plugins.relocation.engine.EngineFixture.failing;
import static io.jenkins.plugins.relocation.engine.EngineFixture.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RollbackParameters.To;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a workload comes back that users saw on its target: with all that they did there, or not at all. */
class LiveReturnTest {
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
    void bringsBackLiveWhatUsersDidOnTheTargetWhenAProbeFails() {
        Plan plan = fixture.evacuation();
        world.commands = host -> {
            if (host.equals("b")) {
                throw new IllegalStateException("not working here");
            }
        };
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        world.use("redis");

        RunFailedException failure = failureOf(() -> relocator.verify(new Scope(plan.id(), 0), fixture.caller()));

        assertThat(failure.code()).isEqualTo(ErrorCode.ROLLED_BACK);
        assertThat(failure.getMessage()).contains("command check").contains("not working here");
        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isEqualTo(1);
        assertThat(world.leftovers()).isEmpty();
        assertThat(failure.result().settled()).isTrue();
    }

    @Test
    void letsTheTargetContinueWhenTheLiveReturnFails() {
        Plan plan = fixture.evacuation();
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        world.use("redis");
        world.interruption = failing("before", "restore a", ErrorCode.HOST_FAILED);

        RunFailedException failure =
                failureOf(() -> relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller()));

        assertThat(failure.code()).isEqualTo(ErrorCode.HOST_FAILED);
        assertThat(failure.result().moves())
                .extracting(RunResult.MoveResult::phase)
                .containsExactly(Phase.RESUMED);
        assertThat(world.runsOn("redis")).contains("b");
        assertThat(world.count("redis", "b")).isEqualTo(1);
    }

    @Test
    void letsTheTargetContinueWhenItCannotBeFrozenForTheReturn() {
        Plan plan = fixture.evacuation();
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        world.use("redis");
        world.interruption = failing("after", "freeze b", ErrorCode.HOST_FAILED);

        RunFailedException failure =
                failureOf(() -> relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller()));

        assertThat(failure.result().moves())
                .extracting(RunResult.MoveResult::phase)
                .containsExactly(Phase.RESUMED);
        assertThat(world.runsOn("redis")).contains("b");
        assertThat(world.copies.get("redis@a").state).isEqualTo(State.FROZEN);
    }

    @Test
    void bringsBackAfterAnEarlierReturnWasAbandoned() {
        Plan plan = fixture.evacuation();
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        world.use("redis");
        world.interruption = failing("before", "restore a", ErrorCode.HOST_FAILED);
        failureOf(() -> relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller()));
        world.interruption = (moment, call) -> {};
        world.use("redis");

        relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller());

        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isEqualTo(2);
        assertThat(world.leftovers()).isEmpty();
    }

    /** A command that comes late may bring back what was cleaned up when the return was abandoned. */
    @Test
    void cleansUpWhatAnAbandonedReturnLeftWhenTheTargetIsCommitted() {
        Plan plan = fixture.evacuation();
        Relocator relocator = resumedOnTarget(plan);
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && (call.equals("restore a") || call.startsWith("cleanUp"))) {
                throw new RelocationException(ErrorCode.HOST_FAILED, call + " failed");
            }
        };
        failureOf(() -> relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller()));
        world.interruption = (moment, call) -> {};
        assertThat(world.leftovers()).isNotEmpty();

        relocator.verify(new Scope(plan.id(), 0), fixture.caller());

        assertThat(world.runsOn("redis")).contains("b");
        assertThat(world.leftovers()).isEmpty();
    }

    private Relocator resumedOnTarget(Plan plan) {
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        world.use("redis");
        return relocator;
    }

    private static Phase phaseAfter(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        return failureOf(work).result().moves().get(0).phase();
    }

    /** What users do there while it is probed must not be lost either. */
    @Test
    void staysAtHomeWhenAProbeFailsAfterTheReturn() {
        Plan plan = fixture.evacuation();
        Relocator relocator = resumedOnTarget(plan);
        world.commands = host -> {
            world.use("redis");
            throw new IllegalStateException("not working at home");
        };

        RunResult result = relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller());

        assertThat(result.moves().get(0).problem()).contains("stays on a, but", "not working at home");
        assertThat(result.moves().get(0).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isGreaterThan(1);
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void staysAtHomeWhenOnlyTheAnswerIsLostThatItResumed() {
        Plan plan = fixture.evacuation();
        Relocator relocator = resumedOnTarget(plan);
        world.interruption = failing("after", "resume a", ErrorCode.HOST_FAILED);

        relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller());

        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void letsTheTargetContinueWhenTheSourceNeverRan() {
        Plan plan = fixture.evacuation();
        Relocator relocator = resumedOnTarget(plan);
        world.interruption = failing("before", "resume a", ErrorCode.HOST_FAILED);

        Phase phase = phaseAfter(() -> relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller()));

        assertThat(phase).isEqualTo(Phase.RESUMED);
        assertThat(world.runsOn("redis")).contains("b");
        assertThat(world.calls).contains("revoke b");
    }

    @Test
    void asksBeforeAnythingIsLostWhenItDiedAtHome() {
        Plan plan = fixture.evacuation();
        Relocator relocator = resumedOnTarget(plan);
        world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("resume a")) {
                world.use("redis");
                world.copies.remove("redis@a");
            }
        };

        RunFailedException failure =
                failureOf(() -> relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller()));

        assertThat(failure).hasMessageContaining("acceptLoss: ['redis']");
        assertThat(failure.result().moves().get(0).phase()).isEqualTo(Phase.RETURNING);
        assertThat(world.runsOn("redis")).isEmpty();

        world.interruption = (moment, call) -> {};
        Phase phase = phaseAfter(() -> relocator.rollback(
                new RollbackParameters(plan.id(), 0, "", To.SOURCE, List.of("redis")), fixture.caller()));

        assertThat(phase).isEqualTo(Phase.RESUMED);
        assertThat(world.runsOn("redis")).contains("b");
        assertThat(world.count("redis", "b")).isEqualTo(1);
    }

    @Test
    void goesOnAtHomeWithTheNewerStateWhenTheTargetLosesItsPower() {
        Plan plan = fixture.evacuation();
        Relocator relocator = resumedOnTarget(plan);
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("restore a") && world.copies.remove("redis@b") != null) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "for a moment it could not");
            }
        };

        relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller());

        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isEqualTo(1);
        assertThat(world.leftovers()).isEmpty();
    }

    /** Nobody was told that the freeze for the way back had got everything across; the source knows. */
    @Test
    void asksTheSourceWhetherItHasTheNewerStateWhenTheTargetLosesItsPower() {
        Plan plan = fixture.evacuation();
        Relocator relocator = resumedOnTarget(plan);
        world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("freeze b") && world.copies.remove("redis@b") != null) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "the connection ended");
            }
        };

        relocator.rollback(RollbackParameters.all(plan.id()), fixture.caller());

        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isEqualTo(1);
    }
}

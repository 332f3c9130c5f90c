// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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

/** Moves whose freeze gives the permit along: the target resumes without being asked again. */
class PermitTest {
    @TempDir
    Path home;

    private EngineFixture fixture;
    private SimulatedWorld world;
    private Plan plan;

    @BeforeEach
    void makeWorld() {
        fixture = new EngineFixture(home);
        world = fixture.world;
        world.target = SimulatedWorld.Target.RESUMES;
        plan = fixture.evacuation();
        world.use("redis");
    }

    @Test
    void asksForNothingMoreOnceTheFreezeHasBegun() {
        RunResult result = fixture.relocator().relocate(all(), fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.RESUMED);
        assertThat(world.runsOn("redis")).contains("b");
        assertThat(world.calls).contains("freeze a").doesNotContain("restore b", "resume b");
    }

    @Test
    void goesOnAtTheTargetWhenOnlyTheAnswerOfTheFreezeIsLost() {
        world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("freeze a")) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "answer lost");
            }
        };

        RunResult result = fixture.relocator().relocate(all(), fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.RESUMED);
        assertThat(world.runsOn("redis")).contains("b");
        assertThat(world.calls).contains("revoke a");
    }

    @Test
    void bringsBackLiveWhatUsersDidWhenTheRollbackFindsThatTheTargetResumed() {
        world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("freeze a")) {
                throw new EngineFixture.EngineDied();
            }
        };
        assertThatThrownBy(() -> fixture.relocator().relocate(all(), fixture.caller()))
                .isInstanceOf(EngineFixture.EngineDied.class);
        world.interruption = (moment, call) -> {};
        world.use("redis");

        fixture.relocator().rollback(RollbackParameters.all(plan.id()), fixture.caller());

        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isEqualTo(2);
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void continuesTheSourceWhenTheTargetVanishesBeforeItHadEverything() {
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("freeze a")) {
                world.unreachable.add("b");
            }
        };

        RunFailedException failure = failure();

        assertThat(failure.result().moves())
                .extracting(RunResult.MoveResult::phase)
                .containsExactly(Phase.ROLLED_BACK);
        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.count("redis", "a")).isEqualTo(1);
    }

    @Test
    void holdsTheSourceWhenTheTargetHadEverythingAndDoesNotAnswer() {
        world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("freeze a")) {
                world.unreachable.add("b");
            }
        };

        RunFailedException failure = failure();

        assertThat(failure.code()).isEqualTo(ErrorCode.NEEDS_OPERATOR);
        assertThat(world.copies.get("redis@a").state).isEqualTo(State.FROZEN);
        assertThat(world.runsOn("redis")).contains("b");
    }

    @Test
    void asksBeforeAnythingIsLostWhenTheTargetUsedThePermitAndDied() {
        world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("freeze a")) {
                world.use("redis");
                world.copies.remove("redis@b");
                throw new RelocationException(ErrorCode.HOST_FAILED, "answer lost");
            }
        };

        RunFailedException failure = failure();

        assertThat(failure).hasMessageContaining("acceptLoss: ['redis']");
        assertThat(world.copies.get("redis@a").state).isEqualTo(State.FROZEN);

        fixture.relocator()
                .rollback(new RollbackParameters(plan.id(), 0, "", To.SOURCE, List.of("redis")), fixture.caller());

        assertThat(world.runsOn("redis")).contains("a");
        assertThat(world.leftovers()).isEmpty();
    }

    private RunFailedException failure() {
        return catchThrowableOfType(
                RunFailedException.class, () -> fixture.relocator().relocate(all(), fixture.caller()));
    }

    private Scope all() {
        return new Scope(plan.id(), 0);
    }
}

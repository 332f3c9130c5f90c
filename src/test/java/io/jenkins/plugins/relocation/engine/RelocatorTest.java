// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.Finding;
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
import org.junit.jupiter.params.provider.ValueSource;

class RelocatorTest {
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
    void evacuatesAHostAndSaysThatItIsEmpty() {
        Plan plan = fixture.evacuation();
        Relocator relocator = fixture.relocator();

        relocator.relocate(new Scope(plan.id(), 1), fixture.caller());
        world.use("redis");
        RunResult result = relocator.verify(new Scope(plan.id(), 1), fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.COMMITTED);
        assertThat(result.empty()).containsExactly("a");
        assertThat(result.settled()).isTrue();
        assertThat(world.runsOn("redis")).contains("b");
        assertThat(world.count("redis", "b")).isEqualTo(1);
        assertThat(world.leftovers()).isEmpty();
        assertThat(world.supervisedAt).containsExactly("b");
        assertThat(relocator.closedHosts().names()).containsExactly("a");
        assertThat(relocator.runs().locations()).containsEntry("redis", "b");
    }

    @Test
    void saysWhatIsStillOnAHostThatWasToBeEmptied() {
        Plan plan = fixture.evacuation();
        world.start("stranger", "a");
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());

        RunResult result = relocator.verify(new Scope(plan.id(), 0), fixture.caller());

        assertThat(result.empty()).isEmpty();
        assertThat(result.stays()).singleElement().asString().contains("stranger, which is not part of the plan");
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
    void changesNothingWhenAPrecheckBlocks() {
        Plan plan = fixture.evacuation();
        world.findings = List.of(new Finding(
                "criu.version", "redis", "b", Finding.Verdict.UNKNOWN, true, "criu did not answer", "install criu"));

        assertThatThrownBy(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRECHECK_FAILED))
                .hasMessageContaining("criu did not answer; install criu");

        assertThat(world.calls).isEmpty();
        assertThat(world.runsOn("redis")).contains("a");
    }

    @Test
    void refusesAPlanWhoseFactNoLongerHolds() {
        Plan base = fixture.evacuation();
        Plan plan = new Plan(
                base.v(),
                base.goal(),
                base.hosts(),
                base.workloads(),
                base.waves(),
                List.of(new io.jenkins.plugins.relocation.model.Fact(
                        "b", "memory.free", io.jenkins.plugins.relocation.model.Fact.Relation.AT_LEAST, "99999999999")),
                base.closed(),
                base.stays());
        fixture.relocator().store().keep(plan);

        assertThatThrownBy(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_STALE))
                .hasMessageContaining("memory.free")
                .hasMessageContaining("1073741824");
    }

    @Test
    void reportsAHostThatDoesNotAnswerAsUnknown() {
        Plan plan = fixture.evacuation();
        world.unreachable.add("b");

        List<Finding> findings = fixture.relocator()
                .precheck(new Scope(plan.id(), 0), fixture.caller())
                .findings();

        assertThat(findings).filteredOn(Finding::blocks).anySatisfy(f -> assertThat(f.verdict())
                .isEqualTo(Finding.Verdict.UNKNOWN));
    }

    @Test
    void refusesAWorkloadThatAnotherRunHolds() {
        Plan plan = fixture.evacuation();
        world.guards.put("redis@b", new io.jenkins.plugins.relocation.spi.Guards.Guard("r-other-1", 1, 7, true));

        assertThatThrownBy(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()))
                .hasMessageContaining("r-other-1");
    }

    @Test
    void opensEachAttemptUnderANewerEpochThanAnyHostHasSeen() {
        Plan plan = fixture.evacuation();
        world.guards.put("redis@b", new io.jenkins.plugins.relocation.spi.Guards.Guard("r-old-1", 1, 7, false));

        fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());

        assertThat(world.guards.get("redis@a").epoch()).isEqualTo(8);
        assertThat(world.guards.get("redis@b").epoch()).isEqualTo(8);
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
    void asksAHostAgainThatDoesNotAnswerForAWhile() {
        Plan plan = fixture.evacuation();
        int[] failures = {3};
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("freeze a") && failures[0]-- > 0) {
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, "connection lost");
            }
        };

        RunResult result = fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.RESUMED);
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
    @ValueSource(booleans = {false, true})
    void goesBackToTheRestorePointWhenTheLossIsAcceptedByName(boolean stagesByItself) {
        world.stagesByItself = stagesByItself;
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
    void triesAgainInTheSameRunUnderANewAttempt() {
        Plan plan = fixture.evacuation(
                EngineFixture.workload("redis", Policy.DEFAULT, List.of()),
                EngineFixture.workload("tree", Policy.DEFAULT, List.of()));
        int[] failures = {1};
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("restore b") && failures[0]-- > 0) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "injected");
            }
        };
        Relocator relocator = fixture.relocator();
        RunFailedException failure = failureOf(() -> relocator.relocate(new Scope(plan.id(), 0), fixture.caller()));

        RunResult again = relocator.relocate(new Scope(plan.id(), 0), fixture.caller());

        assertThat(again.run()).isEqualTo(failure.result().run());
        assertThat(again.moves()).extracting(RunResult.MoveResult::phase).containsOnly(Phase.RESUMED);
        relocator.verify(new Scope(plan.id(), 0), fixture.caller());
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void retriesNothingThatItHasUndoneWhenTheSameCallGoesOnAfterARestart() {
        Plan plan = fixture.evacuation(
                EngineFixture.workload("redis", Policy.DEFAULT, List.of()),
                EngineFixture.workload("tree", Policy.DEFAULT, List.of()));
        int[] failures = {1};
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("restore b") && failures[0]-- > 0) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "injected");
            }
        };
        Caller caller = fixture.caller();
        failureOf(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), caller));

        RunFailedException again = failureOf(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), caller));

        assertThat(again.result().moves())
                .extracting(RunResult.MoveResult::phase)
                .containsExactlyInAnyOrder(Phase.ROLLED_BACK, Phase.RESUMED);
    }

    @Test
    void refusesToVerifyWhatWasNotRelocated() {
        Plan plan = fixture.evacuation();

        assertThatThrownBy(() -> fixture.relocator().verify(new Scope(plan.id(), 0), fixture.caller()))
                .hasMessageContaining("nothing to verify before relocate");
    }

    @Test
    void rollsNothingBackWhereNothingWasBegun() {
        Plan plan = fixture.evacuation();

        RunResult result = fixture.relocator().rollback(RollbackParameters.all(plan.id()), fixture.caller());

        assertThat(result.settled()).isTrue();
        assertThat(world.calls).isEmpty();
    }

    @Test
    void survivesAListenerThatFails() {
        Plan plan = fixture.evacuation();

        RunResult result = fixture.relocator().relocate(new Scope(plan.id(), 0), Caller.of("test", event -> {
            throw new IllegalStateException("view broken");
        }));

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.RESUMED);
    }

    private static SimulatedWorld.Interruption failing(String when, String what, ErrorCode code) {
        return (moment, call) -> {
            if (moment.equals(when) && call.equals(what)) {
                throw new RelocationException(code, "injected");
            }
        };
    }

    private static RunFailedException failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(RunFailedException.class, call);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.journal.ChainCheck;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Head;
import io.jenkins.plugins.relocation.journal.Journal;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards.Guard;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Files;
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
        assertThat(Relocator.codeOf(PrecheckResult.of(plan.id(), findings))).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    }

    @Test
    void tellsWhoseProblemItIsThatPrechecksBlock() {
        Finding check = finding("criu.version");
        Finding fact = finding("fact:memory.free");

        assertThat(Relocator.codeOf(PrecheckResult.of("p", List.of(check)))).isEqualTo(ErrorCode.PRECHECK_FAILED);
        assertThat(Relocator.codeOf(PrecheckResult.of("p", List.of(check, fact))))
                .isEqualTo(ErrorCode.PLAN_STALE);
        assertThat(Relocator.codeOf(PrecheckResult.of("p", List.of(fact, finding(Prechecks.HOST_LOGIN)))))
                .isEqualTo(ErrorCode.LOGIN_FAILED);
        assertThatThrownBy(() -> Relocator.codeOf(PrecheckResult.of("p", List.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Finding finding(String check) {
        return new Finding(check, "redis", "b", Finding.Verdict.FAIL, true, "seen", "remedy");
    }

    @Test
    void refusesAWorkloadThatAnotherRunHolds() {
        Plan plan = fixture.evacuation();
        world.guards.put("redis@b", new Guard("r-other-1", 1, 7, true));

        assertThatThrownBy(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()))
                .hasMessageContaining("r-other-1");
    }

    @Test
    void opensEachAttemptUnderANewerEpochThanAnyHostHasSeen() {
        Plan plan = fixture.evacuation();
        world.guards.put("redis@b", new Guard("r-old-1", 1, 7, false));

        fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());

        assertThat(world.guards.get("redis@a").epoch()).isEqualTo(8);
        assertThat(world.guards.get("redis@b").epoch()).isEqualTo(8);
    }

    @Test
    void givesRunsIdsThatNoOtherControllerGives(@TempDir Path elsewhere) {
        EngineFixture other = new EngineFixture(elsewhere);
        Plan plan = fixture.evacuation();

        String ours = fixture.relocator()
                .relocate(new Scope(plan.id(), 0), fixture.caller())
                .run();
        String theirs = other.relocator()
                .relocate(new Scope(other.evacuation().id(), 0), other.caller())
                .run();

        RunStore store = fixture.relocator().store();
        assertThat(ours)
                .isEqualTo("r-%s-%s-1"
                        .formatted(plan.id().substring(2), store.identity().id()));
        assertThat(theirs).startsWith(ours.substring(0, 15)).isNotEqualTo(ours);
        assertThat(store.planOf(ours)).contains(plan.id());
        assertThat(store.planOf(theirs)).contains(plan.id());
        assertThat(store.planOf("r-0123456789ab-1")).isEmpty();
    }

    @Test
    void namesTheHolderWhenAGuardIsTaken() {
        Plan plan = fixture.evacuation();
        world.guards.put("redis@b", new Guard("r-other-1", 1, 7, true, Holder.of("alice", "ops1")));

        assertThatThrownBy(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContaining("run r-other-1 of alice@ops1 (attempt 1, epoch 7) works on it");

        assertThat(world.calls).isEmpty();
    }

    @Test
    void givesBackTheSourcesGuardWhenTheTargetsIsRefusedAndDoesNothingElse() {
        Plan plan = fixture.evacuation();
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("take b")) {
                world.guards.put("redis@b", new Guard("r-other-1", 1, 9, true, Holder.of("alice", "ops1")));
            }
        };

        RunFailedException failure =
                failureOf(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()));

        assertThat(failure.code()).isEqualTo(ErrorCode.BUSY);
        assertThat(failure).hasMessageContaining("held by run r-other-1 of alice@ops1");
        assertThat(world.calls).containsExactly("take a", "take b", "release a");
        assertThat(world.guards.get("redis@a").held()).isFalse();
        assertThat(world.guards.get("redis@b").run()).isEqualTo("r-other-1");
        assertThat(world.runsOn("redis")).contains("a");
    }

    @Test
    void signsTheJournalAtTheEndOfEveryStep() {
        Plan plan = fixture.evacuation();
        Relocator relocator = fixture.relocator();

        RunResult moved = relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        RunResult verified = relocator.verify(new Scope(plan.id(), 0), fixture.caller());

        RunStore store = relocator.store();
        JournalReader.Content journal = JournalReader.read(store.journal(moved.run()));
        for (RunResult result : List.of(moved, verified)) {
            ChainCheck.Result checked = new ChainCheck(
                            moved.run(), journal, store.identity().signer().key())
                    .against(Head.find(result.head()));
            assertThat(Head.find(result.head())).isPresent();
            assertThat(checked.verdict()).isEqualTo(ChainCheck.Verdict.OK);
        }
        assertThat(journal.entries().get(journal.lines().size() - 2)).isInstanceOf(Entry.RunSettled.class);
        assertThat(relocator.runs().status(moved.run()).head()).isEqualTo(verified.head());
        assertThat(fixture.events)
                .filteredOn(RelocationEvent.StepEnded.class::isInstance)
                .extracting(
                        event -> ((RelocationEvent.StepEnded) event).result().head())
                .containsExactly(moved.head(), verified.head());
    }

    @Test
    void refusesAJournalThatIsOneOfAnotherRun() throws Exception {
        Plan plan = fixture.evacuation();
        Relocator relocator = fixture.relocator();
        String run =
                relocator.relocate(new Scope(plan.id(), 0), fixture.caller()).run();
        Path journal = relocator.store().journal(run);
        Files.delete(journal);
        try (Journal other = Journal.open(journal, Ticker.SYSTEM)) {
            other.append(new Entry.RunOpened("r-other-1", plan.id(), plan.digest(), "alice"));
        }

        assertThatThrownBy(() -> relocator.verify(new Scope(plan.id(), 0), fixture.caller()))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
                .hasMessageContaining("does not begin as the journal of that run");
    }

    @Test
    void neverGoesBackToAnOlderEpochWhenHostsHaveLostTheirGuards() {
        Plan plan = fixture.evacuation(
                EngineFixture.workload("redis", Policy.DEFAULT, List.of()),
                EngineFixture.workload("tree", Policy.DEFAULT, List.of()));
        world.guards.put("redis@a", new Guard("r-old-1", 1, 7, false));
        int[] failures = {1};
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("prepare a") && failures[0]-- > 0) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "injected");
            }
        };
        failureOf(() -> fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller()));
        boolean redisFailed = !world.guards.get("redis@b").held();
        String failed = redisFailed ? "redis" : "tree";
        long epoch = world.guards.get(failed + "@b").epoch();
        world.guards.remove(failed + "@a");
        world.guards.remove(failed + "@b");

        fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());

        assertThat(world.guards.get(failed + "@a").epoch()).isEqualTo(epoch + 1);
        assertThat(world.guards.get(failed + "@b").epoch()).isEqualTo(epoch + 1);
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

    /** Deadlines and freezes are measured; the time of day is only written down. */
    @ParameterizedTest
    @ValueSource(longs = {-7200, 7200})
    void isNotMovedByAClockThatSteps(long seconds) {
        Plan plan = fixture.evacuation();
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("freeze a")) {
                fixture.ticker.stepTo(Duration.ofSeconds(seconds));
            }
        };
        Relocator relocator = fixture.relocator();

        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        fixture.ticker.stepTo(Duration.ZERO);
        RunResult result = relocator.verify(new Scope(plan.id(), 0), fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.COMMITTED);
        assertThat(result.moves().get(0).freeze()).isLessThan(Duration.ofMinutes(1));
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void survivesAListenerThatFails() {
        Plan plan = fixture.evacuation();

        RunResult result = fixture.relocator().relocate(new Scope(plan.id(), 0), Caller.of("test", event -> {
            throw new IllegalStateException("view broken");
        }));

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsExactly(Phase.RESUMED);
    }

    private static RunFailedException failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(RunFailedException.class, call);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Run;
import io.jenkins.plugins.relocation.engine.RealEngine;
import io.jenkins.plugins.relocation.jenkins.RelocationRuns;
import io.jenkins.plugins.relocation.jenkins.RunPage;
import io.jenkins.plugins.relocation.jenkins.page.JournalView;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.Serial;
import io.jenkins.plugins.relocation.jenkins.standin.TestContext;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps over the real engine and its journal, with hosts that are simulated: Jenkins is killed, stopped and loses builds. */
class RestartInEveryPhaseTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path home;

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    private RealEngine engine;

    @BeforeEach
    void open() {
        engine = new RealEngine(home);
        jenkins.engine(engine, new JournalView(home));
    }

    @ParameterizedTest
    @EnumSource(names = {"PRECHECKED", "CHECKPOINTED", "FROZEN", "RESTORED", "RESUMED"})
    void goesOnWithTheWayOut(Phase phase) throws Exception {
        engine.dieIn(phase);

        Optional<Throwable> end = killedAndResumed(relocate());

        assertThat(end).isEmpty();
        assertThat(engine.runsOn()).contains("b");
        assertThat(engine.runs()).isEqualTo(1);
        assertThat(done(verify())).isEmpty();
        assertThat(engine.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"VERIFIED", "COMMITTING", "COMMITTED"})
    void goesOnWithTheCommit(Phase phase) throws Exception {
        assertThat(done(relocate())).isEmpty();
        engine.dieIn(phase);

        Optional<Throwable> end = killedAndResumed(verify());

        assertThat(end).isEmpty();
        assertThat(engine.runsOn()).contains("b");
        assertThat(engine.runs()).isEqualTo(1);
        assertThat(engine.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"RETURNING", "ROLLED_BACK"})
    void goesOnWithTheWayBack(Phase phase) throws Exception {
        assertThat(done(relocate())).isEmpty();
        engine.dieIn(phase);

        Optional<Throwable> end = killedAndResumed(rollback());

        assertThat(end).isEmpty();
        assertThat(engine.runsOn()).contains("a");
        assertThat(engine.leftovers()).isEmpty();
    }

    @Test
    void hasTheResultOfARunThatHadEndedBeforeAnybodyWasTold() throws Exception {
        assertThat(done(relocate())).isEmpty();
        engine.dieBeforeItsAnswer();

        Optional<Throwable> end = killedAndResumed(verify());

        assertThat(end).isEmpty();
        assertThat(engine.runs()).isEqualTo(1);
    }

    @Test
    void doesNotMoveAgainWhatWasPutBackBeforeAnybodyWasTold() throws Exception {
        engine.fail("restore b");
        engine.dieBeforeItsAnswer();

        Optional<Throwable> end = killedAndResumed(relocate());

        assertThat(end).hasValueSatisfying(failure -> assertThat(failure)
                .hasMessageStartingWith("relocate of plan " + engine.plan().id()
                        + " had ended before Jenkins restarted:" + " redis is ROLLED_BACK: "));
        assertThat(engine.runsOn()).contains("a");
        assertThat(engine.runs()).isEqualTo(1);
    }

    @Test
    void underRetryWhatWasPutBackIsMovedAgainByAnotherRun() throws Exception {
        engine.fail("restore b");
        assertThat(done(relocate())).isPresent();
        assertThat(engine.runsOn()).contains("a");
        engine.heal();

        assertThat(done(relocate())).isEmpty();

        assertThat(engine.runsOn()).contains("b");
        assertThat(engine.runs()).isEqualTo(2);
    }

    @Test
    void rollbackInPostMayFindNothingToDo() throws Exception {
        engine.fail("restore b");
        assertThat(done(relocate())).isPresent();
        engine.heal();

        assertThat(done(rollback())).isEmpty();

        assertThat(engine.runsOn()).contains("a");
        assertThat(engine.runs()).isEqualTo(1);
    }

    @Test
    void anAbortPutsBackWhatHasNotResumed() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch there = engine.holdUp("restore b", goOn);
        TestContext context = jenkins.context();
        RelocationStepExecution execution = execution(context, relocate());
        execution.start();
        assertThat(there.await(20, TimeUnit.SECONDS)).isTrue();
        Throwable cause = new InterruptedException("alice said so");

        execution.stop(cause);
        goOn.countDown();

        assertThat(context.end()).containsSame(cause);
        assertThat(engine.runsOn()).contains("a");
        assertThat(engine.leftovers()).isEmpty();
        assertThat(context.log()).contains("Stop requested (alice said so)", "ROLLED_BACK");
    }

    @Test
    void aRunWhoseBuildIsDeletedGoesOnAndIsOnThePageOfRuns() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch there = engine.holdUp("restore b", goOn);
        TestContext context = jenkins.context();
        execution(context, relocate()).start();
        assertThat(there.await(20, TimeUnit.SECONDS)).isTrue();

        Run.remove(jenkins.run());
        goOn.countDown();

        assertThat(context.end()).isEmpty();
        assertThat(engine.runsOn()).contains("b");
        assertThat(new RelocationRuns().getRuns()).singleElement().satisfies(run -> {
            assertThat(run.getBuildUrl()).isEmpty();
            assertThat(run.getPlan().getId()).isEqualTo(engine.plan().id());
            assertThat(run.getPlan().isSettled()).isFalse();
        });

        // Any other build can end it.
        assertThat(done(verify())).isEmpty();
        assertThat(new RelocationRuns().getRuns()).isEmpty();
        assertThat(new RelocationRuns().getEnded())
                .extracting(RunPage::getBuildUrl)
                .containsExactly("");
    }

    @Test
    void aStepWaitsForAnotherOneThatIsStillSettlingTheSamePlan() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch there = engine.holdUp("restore b", goOn);
        TestContext stopped = jenkins.context();
        RelocationStepExecution first = new RelocationStepExecution(
                stopped, relocate(), new StepLimits(Duration.ofMillis(50), Duration.ofHours(1)), "");
        first.start();
        assertThat(there.await(20, TimeUnit.SECONDS)).isTrue();
        first.stop(new InterruptedException("alice said so"));
        assertThat(stopped.end()).isPresent();
        TestContext context = jenkins.context();

        execution(context, rollback()).start();
        awaitLog(context, "Waiting for another step of this Jenkins: ");
        goOn.countDown();

        assertThat(context.end()).isEmpty();
        assertThat(engine.runsOn()).contains("a");
        assertThat(engine.leftovers()).isEmpty();
    }

    @Test
    void keepsTheRunAndTheDeadlineThatItWasBegunWith() throws Exception {
        engine.dieIn(Phase.FROZEN);
        TestContext context = jenkins.context();
        RelocationStepExecution execution = execution(context, relocate());
        execution.start();
        assertThat(context.end()).isPresent();

        RelocationStepExecution later = Serial.copy(execution);

        assertThat(later.getStatus()).contains(": not started; run r-");
        assertThat(context.saves()).isEqualTo(1);
    }

    @Test
    void stopsWhatHasNotEndedByItsDeadline() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        engine.holdUp("restore b", goOn);
        TestContext context = jenkins.context();
        StepLimits limits = new StepLimits(LONG, Duration.ofMillis(300));
        new RelocationStepExecution(context, relocate(), limits, "").start();

        awaitLog(context, "Stop requested");
        goOn.countDown();

        assertThat(context.end())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageStartingWith("it had not ended by "));
        assertThat(engine.runsOn()).contains("a");
    }

    /** Jenkins dies while the step runs; what it had saved when the step began is loaded by another one. */
    private Optional<Throwable> killedAndResumed(StepCall call) throws Exception {
        TestContext context = jenkins.context();
        RelocationStepExecution execution = execution(context, call);
        execution.start();
        RelocationStepExecution saved = Serial.copy(execution);
        assertThat(context.end()).isPresent();
        engine.comeBack();

        saved.onResume();

        return context.end();
    }

    private static void awaitLog(TestContext context, String text) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!context.log().contains(text)) {
            assertThat(System.nanoTime())
                    .as("no \"%s\" in: %s", text, context.log())
                    .isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private Optional<Throwable> done(StepCall call) throws Exception {
        TestContext context = jenkins.context();
        execution(context, call).start();
        return context.end();
    }

    private static RelocationStepExecution execution(TestContext context, StepCall call) {
        return new RelocationStepExecution(context, call, new StepLimits(LONG, Duration.ofHours(1)), "");
    }

    private StepCall relocate() {
        return StepCall.scoped(StepCall.Kind.RELOCATE, new Scope(engine.plan().id(), 0));
    }

    private StepCall verify() {
        return StepCall.scoped(StepCall.Kind.VERIFY, new Scope(engine.plan().id(), 0));
    }

    private StepCall rollback() {
        return StepCall.rollback(RollbackParameters.all(engine.plan().id()));
    }
}

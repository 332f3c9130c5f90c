// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import hudson.ExtensionList;
import hudson.model.Computer;
import hudson.model.Result;
import hudson.security.ACL;
import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.RunFailedException;
import io.jenkins.plugins.relocation.jenkins.Engines;
import io.jenkins.plugins.relocation.jenkins.RelocationAction;
import io.jenkins.plugins.relocation.jenkins.standin.FakeEngine;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.Samples;
import io.jenkins.plugins.relocation.jenkins.standin.Serial;
import io.jenkins.plugins.relocation.jenkins.standin.TestContext;
import io.jenkins.plugins.relocation.jenkins.standin.TestView;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RelocationStepExecutionTest {
    private static final RunResult RESUMED = Samples.run(Phase.RESUMED, "");
    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void returnsAtOnceAndEndsWithMapsAndLists() throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.busy(RESUMED));
        TestContext context = jenkins.context();
        RelocationStepExecution execution = relocate(context, LONG);

        assertThat(execution.start()).isFalse();
        engine.awaitCall();
        assertThat(context.hasEnded()).isFalse();
        engine.release();

        assertThat(context.end()).isEmpty();
        assertThat(context.result()).isExactlyInstanceOf(LinkedHashMap.class).isEqualTo(RESUMED.toMap());
        assertThat(Serial.copy(context.result())).isEqualTo(context.result());
    }

    @Test
    void tellsTheEngineWhoAsksAndWritesWhatItHearsIntoTheLog() throws Exception {
        AtomicBoolean system = new AtomicBoolean();
        FakeEngine engine = jenkins.engine(new FakeEngine(caller -> {
            system.set(ACL.isSystem());
            caller.listener().on(new RelocationEvent.Noted("r-1", "redis", "two\nlines"));
            return RESUMED;
        }));
        TestContext context = jenkins.context();

        relocate(context, LONG).start();

        assertThat(context.end()).isEmpty();
        assertThat(engine.awaitCall().who()).isEqualTo("ops/evacuate #12");
        assertThat(context.log()).isEqualTo("redis: two\n  | lines" + System.lineSeparator());
        assertThat(system).isTrue();
    }

    @Test
    void notesThePlanOnTheBuildOnce() throws Exception {
        jenkins.engine(FakeEngine.answering(RESUMED));

        for (int i = 0; i < 2; i++) {
            TestContext context = jenkins.context();
            relocate(context, LONG).start();
            assertThat(context.end()).isEmpty();
        }

        assertThat(jenkins.run().getAction(RelocationAction.class).getPlanIds()).containsExactly("p-1");
        assertThat(jenkins.run().saves()).isEqualTo(1);
    }

    @Test
    void parallelBranchesWorkOnPlansOfTheirOwn() throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.busy(RESUMED));
        TestContext one = jenkins.context();
        TestContext two = jenkins.context();

        relocate(one, LONG).start();
        new RelocationStepExecution(two, StepCall.scoped(StepCall.Kind.RELOCATE, new Scope("p-2", 0)), limits(LONG), "")
                .start();
        engine.awaitCall();
        engine.awaitCall();
        engine.release();

        assertThat(one.end()).isEmpty();
        assertThat(two.end()).isEmpty();
        assertThat(jenkins.run().getAction(RelocationAction.class).getPlanIds())
                .containsExactlyInAnyOrder("p-1", "p-2");
    }

    @Test
    void failsWithTheEnginesMessageAndNoStackTrace() throws Exception {
        jenkins.engine(new FakeEngine(caller -> {
            throw new RunFailedException(ErrorCode.ROLLED_BACK, "redis was put back on a: b is full", RESUMED);
        }));
        TestContext context = jenkins.context();

        relocate(context, LONG).start();

        assertThat(context.end()).hasValueSatisfying(failure -> assertThat(failure)
                .isExactlyInstanceOf(AbortException.class)
                .hasMessage("redis was put back on a: b is full")
                .hasNoCause());
    }

    @Test
    void namesTheStepWhenThePluginItselfFails() throws Exception {
        jenkins.engine(new FakeEngine(caller -> {
            throw new IllegalStateException("boom");
        }));
        TestContext context = jenkins.context();

        relocate(context, LONG).start();

        assertThat(context.end()).hasValueSatisfying(failure -> assertThat(failure)
                .hasMessage("relocate of plan p-1, wave 1 failed inside the plugin:"
                        + " java.lang.IllegalStateException: boom; the controller's log has the details"));
    }

    @Test
    void failsThePrecheckStepWhenARequiredCheckIsNotAPass() throws Exception {
        jenkins.engine(FakeEngine.answering(PrecheckResult.of(
                "p-1",
                List.of(
                        Samples.finding(Finding.Verdict.PASS, "fine"),
                        Samples.finding(Finding.Verdict.UNKNOWN, "no answer")))));
        TestContext context = jenkins.context();

        new RelocationStepExecution(
                        context, StepCall.scoped(StepCall.Kind.PRECHECK, new Scope("p-1", 0)), limits(LONG), "")
                .start();

        assertThat(context.end()).hasValueSatisfying(failure -> assertThat(failure)
                .isExactlyInstanceOf(AbortException.class)
                .hasMessage("plan p-1 cannot run now, required prechecks did not pass:"
                        + " criu.version on b for redis: no answer"));
    }

    @Test
    void endsAStoppedStepOnceTheEngineHasSettled() throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.busy(RESUMED));
        TestContext context = jenkins.context();
        RelocationStepExecution execution = relocate(context, LONG);
        Throwable cause = new InterruptedException("alice said so");
        execution.start();
        engine.awaitCall();

        execution.stop(cause);

        assertThat(context.end()).containsSame(cause);
        assertThat(context.log())
                .contains(
                        "Stop requested (alice said so). Moves that have not resumed on their target are put back now")
                .contains("stopped: alice said so; everything was put back");
        assertThat(context.hasEnded()).isFalse();
    }

    @Test
    void endsAStoppedStepAtItsDeadlineAlthoughTheEngineGoesOn() throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.deaf(RESUMED));
        TestContext context = jenkins.context();
        RelocationStepExecution execution = relocate(context, Duration.ofMillis(50));
        Throwable cause = new InterruptedException("timeout");
        execution.start();
        engine.awaitCall();

        execution.stop(cause);

        assertThat(context.end()).containsSame(cause);
        assertThat(context.log()).contains("This step ends now; the engine goes on");
        engine.release();
        assertThat(context.hasEnded()).isFalse();
    }

    @Test
    void staysStoppedByTheFirstCause() throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.deaf(RESUMED));
        TestContext context = jenkins.context();
        RelocationStepExecution execution = relocate(context, LONG);
        Throwable first = new InterruptedException("first");
        execution.start();
        engine.awaitCall();

        execution.stop(first);
        execution.stop(new InterruptedException("second"));
        engine.release();

        assertThat(context.end()).containsSame(first);
    }

    @Test
    void asksAgainAfterARestart() throws Exception {
        FakeEngine before = jenkins.engine(FakeEngine.deaf(RESUMED));
        TestContext context = jenkins.context();
        RelocationStepExecution execution = relocate(context, LONG);
        execution.start();
        before.awaitCall();
        RelocationStepExecution restored = Serial.copy(execution);
        FakeEngine after = jenkins.engine(FakeEngine.answering(RESUMED));

        restored.onResume();
        restored.onResume();

        assertThat(context.end()).isEmpty();
        assertThat(after.calls()).containsExactly("relocate {\"plan\":\"p-1\",\"wave\":1}");
        assertThat(context.log()).contains("Jenkins was restarted: continuing with relocate of plan p-1, wave 1");
        before.release();
    }

    @Test
    void settlesAfterARestartWhatWasStoppedBeforeIt() throws Exception {
        FakeEngine before = jenkins.engine(FakeEngine.deaf(RESUMED));
        TestContext context = jenkins.context();
        RelocationStepExecution execution = relocate(context, LONG);
        execution.start();
        before.awaitCall();
        execution.stop(new InterruptedException("alice said so"));
        RelocationStepExecution restored = Serial.copy(execution);
        FakeEngine after = jenkins.engine(FakeEngine.busy(RESUMED));

        restored.onResume();

        assertThat(after.awaitCall().stop().reason()).contains("alice said so");
        assertThat(context.log()).contains("Stop requested (alice said so)");
        assertThat(context.end()).hasValueSatisfying(failure -> assertThat(failure)
                .hasMessage("stopped before Jenkins restarted: alice said so"));
        before.release();
    }

    @Test
    void settlesWhatIsInFlightWhenItIsStoppedBeforeItCouldResume() throws Exception {
        TestContext context = jenkins.context();
        RelocationStepExecution restored = Serial.copy(relocate(context, LONG));
        FakeEngine engine = jenkins.engine(FakeEngine.busy(RESUMED));
        Throwable cause = new InterruptedException("now");

        restored.stop(cause);

        assertThat(engine.awaitCall().stop().reason()).contains("now");
        assertThat(context.end()).containsSame(cause);
    }

    @Test
    void saysWhatItIsDoing() throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.deaf(RESUMED));
        TestContext context = jenkins.context();
        RelocationStepExecution execution = relocate(context, LONG);

        assertThat(execution.getStatus()).isEqualTo("relocate of plan p-1, wave 1: not started");
        execution.start();
        engine.awaitCall().listener().on(new RelocationEvent.ActStarted("r-1", "redis", "freeze on a"));
        assertThat(execution.getStatus())
                .startsWith("relocate of plan p-1, wave 1: redis PLANNED since ")
                .contains(", freeze on a");
        execution.stop(new InterruptedException("now"));
        assertThat(execution.getStatus()).endsWith("(stop requested)");

        engine.release();
        assertThat(context.end()).isPresent();
    }

    @Test
    void labelsItsNodeAndWarnsThere() throws Exception {
        jenkins.engine(new FakeEngine(caller -> {
            caller.listener().on(new RelocationEvent.Warned("r-1", "redis", "clock of b is 3 s off"));
            caller.listener().on(new RelocationEvent.Warned("r-1", "redis", "again"));
            return RESUMED;
        }));
        FlowNode node = new FlowNode() {};
        TestContext context = jenkins.context().with(FlowNode.class, node);

        relocate(context, LONG).start();

        assertThat(context.end()).isEmpty();
        assertThat(node.getAction(LabelAction.class).getDisplayName())
                .isEqualTo("relocate of plan p-1, wave 1: 1 RESUMED");
        assertThat(node.getAction(WarningAction.class).getMessage())
                .isEqualTo("2 warnings: redis: clock of b is 3 s off");
        assertThat(node.getAction(WarningAction.class).getResult()).isSameAs(Result.UNSTABLE);
    }

    @Test
    void labelsItsNodeAlsoWhenItFails() throws Exception {
        jenkins.engine(new FakeEngine(caller -> {
            throw new RunFailedException(ErrorCode.ROLLED_BACK, "redis was put back on a", RESUMED);
        }));
        FlowNode node = new FlowNode() {};
        TestContext context = jenkins.context().with(FlowNode.class, node);

        relocate(context, LONG).start();

        assertThat(context.end()).isPresent();
        assertThat(node.getAction(LabelAction.class).getDisplayName()).isEqualTo("relocate of plan p-1, wave 1");
        assertThat(node.getAction(WarningAction.class)).isNull();
    }

    @Test
    void goesThroughTheAgentThatItBeginsOn() throws Exception {
        List<String> dialers = new CopyOnWriteArrayList<>();
        FakeEngine engine = FakeEngine.answering(RESUMED);
        ExtensionList.put(
                Engines.class,
                new Engines(
                        () -> Path.of("home"),
                        (home, secrets, dialer, settings) -> {
                            dialers.add(dialer.toString());
                            return engine;
                        },
                        home -> new TestView(),
                        yaml -> List.of()));
        TestContext context = jenkins.context().with(Computer.class, new Computer("dmz"));

        RelocationStepExecution execution = (RelocationStepExecution) new RelocateStep("p-1").start(context);
        Serial.copy(execution).onResume();

        assertThat(context.end()).isEmpty();
        assertThat(dialers).containsExactly("connections through agent dmz");
    }

    @Test
    void givesOnlyWhatTheSandboxAllows() throws Exception {
        jenkins.engine(FakeEngine.answering(RESUMED));
        TestContext context = jenkins.context();

        relocate(context, LONG).start();

        assertThat(context.end()).isEmpty();
        List<Object> open = new ArrayList<>(List.of(context.result()));
        while (!open.isEmpty()) {
            Object value = open.remove(0);
            assertThat(value.getClass())
                    .isIn(
                            LinkedHashMap.class,
                            ArrayList.class,
                            String.class,
                            Integer.class,
                            Long.class,
                            Double.class,
                            Boolean.class);
            if (value instanceof Map<?, ?> map) {
                open.addAll(map.values());
            } else if (value instanceof List<?> list) {
                open.addAll(list);
            }
        }
    }

    @Test
    void keepsNothingButPlainValues() throws Exception {
        RelocationStepExecution execution = relocate(jenkins.context(), LONG);

        byte[] bytes = Serial.bytes(execution);

        // Records, durations and engine types are nothing that must be readable after an upgrade.
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .doesNotContain("relocation.model", "relocation.engine", "java.time");
    }

    private static RelocationStepExecution relocate(TestContext context, Duration patience) {
        return new RelocationStepExecution(
                context, StepCall.scoped(StepCall.Kind.RELOCATE, new Scope("p-1", 1)), limits(patience), "");
    }

    private static StepLimits limits(Duration stop) {
        return new StepLimits(stop, Duration.ofHours(1));
    }
}

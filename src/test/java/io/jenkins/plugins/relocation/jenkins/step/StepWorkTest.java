// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.relocation.jenkins.standin.FakeEngine;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.Samples;
import io.jenkins.plugins.relocation.jenkins.standin.TestContext;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StepWorkTest {
    private static final StepCall CALL = StepCall.scoped(StepCall.Kind.RELOCATE, new Scope("p-1", 0));

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void endsAtOnceWhenStoppedWhileItWaitsForAThread() throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.answering(Samples.run(Phase.RESUMED, "")));
        TestContext context = jenkins.context();
        StepWork work = work(context);
        Throwable cause = new InterruptedException("now");

        work.stop(cause, "now", Duration.ofMinutes(1));
        work.run();

        assertThat(context.end()).containsSame(cause);
        assertThat(context.hasEnded()).isFalse();
        assertThat(engine.calls()).isEmpty();
    }

    @Test
    void saysThatNoThreadCanBeHad() throws Exception {
        TestContext context = jenkins.context();

        work(context).refuse();

        assertThat(context.end()).hasValueSatisfying(failure -> assertThat(failure)
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("relocate of plan p-1 was not started: too many relocation steps"));
    }

    @Test
    void endsAlsoWhenAnErrorIsThrown() throws Exception {
        jenkins.engine(new FakeEngine(caller -> {
            throw new StackOverflowError("deep");
        }));
        TestContext context = jenkins.context();

        work(context).run();

        assertThat(context.end())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("StackOverflowError: deep"));
    }

    private static StepWork work(TestContext context) {
        return new StepWork(context, CALL, new StepWork.Begun(false, "", ""), run -> {}, () -> {});
    }
}

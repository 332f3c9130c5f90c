// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.ExtensionList;
import io.jenkins.plugins.relocation.jenkins.standin.FakeEngine;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.Samples;
import io.jenkins.plugins.relocation.jenkins.standin.TestContext;
import io.jenkins.plugins.relocation.model.Phase;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RelocationCallStepTest {
    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void callsTheStepWithThatName() throws Exception {
        ExtensionList.put(RelocateStep.DescriptorImpl.class, new RelocateStep.DescriptorImpl());
        FakeEngine engine = jenkins.engine(FakeEngine.answering(Samples.run(Phase.RESUMED, "")));
        TestContext context = jenkins.context();

        new RelocationCallStep("relocate", Map.of("plan", "p-1", "wave", 2))
                .start(context)
                .start();

        assertThat(context.end()).isEmpty();
        assertThat(engine.calls()).containsExactly("relocate {\"plan\":\"p-1\",\"wave\":2}");
    }

    @Test
    void refusesWhatTheStepRefuses() {
        ExtensionList.put(RelocateStep.DescriptorImpl.class, new RelocateStep.DescriptorImpl());
        RelocationCallStep call = new RelocationCallStep("relocate", Map.of("plan", "p-1", "wawe", 2));

        assertThatThrownBy(() -> call.start(jenkins.context()))
                .isInstanceOf(AbortException.class)
                .hasMessage("relocate has no parameter \"wawe\"; it has plan, wave");
    }

    @Test
    void namesTheStepsThatThereAre() {
        assertThatThrownBy(() -> new RelocationCallStep("teleport", null).start(jenkins.context()))
                .isInstanceOf(AbortException.class)
                .hasMessage(
                        "relocation has no step \"teleport\"; it has checkpoint, precheck, relocate, relocationPlan,"
                                + " rollback, verify");
    }

    @Test
    void isNotOfferedToPeople() {
        RelocationCallStep.DescriptorImpl descriptor = new RelocationCallStep.DescriptorImpl();

        assertThat(descriptor.isAdvanced()).isTrue();
        assertThat(descriptor.getFunctionName()).isEqualTo("relocationCall");
        assertThat(descriptor.argumentsToString(Map.of("step", "verify"))).isEqualTo("verify");
        assertThat(descriptor.argumentsToString(Map.of())).isNull();
    }
}

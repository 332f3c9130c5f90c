// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.jenkins.standin.FakeEngine;
import io.jenkins.plugins.relocation.jenkins.standin.Samples;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepCallTest {
    private static final PlanParameters PLAN = new PlanParameters("inventory.yaml", List.of("a"), Map.of(), "");

    @Test
    void saysWhatItIsAbout() {
        assertThat(StepCall.plan(PLAN).describe()).isEqualTo("relocationPlan from inventory.yaml");
        assertThat(StepCall.scoped(StepCall.Kind.VERIFY, new Scope("p-1", 0)).describe())
                .isEqualTo("verify of plan p-1");
        assertThat(StepCall.rollback(new RollbackParameters("p-1", 2, "", RollbackParameters.To.SOURCE, List.of()))
                        .describe())
                .isEqualTo("rollback of plan p-1, wave 2");
    }

    @Test
    void namesThePlanItWorksOn() {
        assertThat(StepCall.plan(PLAN).planId()).isEmpty();
        assertThat(StepCall.scoped(StepCall.Kind.CHECKPOINT, new Scope("p-1", 0))
                        .planId())
                .contains("p-1");
        assertThat(StepCall.rollback(RollbackParameters.all("p-2")).planId()).contains("p-2");
    }

    @Test
    void readsTheInventoryOnceSoThatPlanningCanGoOnWithoutTheAgent() throws Exception {
        FakeEngine engine = FakeEngine.answering(PlanResult.of(Samples.plan()));
        Caller caller = Caller.of("test", RelocationListener.NONE);
        List<String> read = new ArrayList<>();
        StepCall call = StepCall.plan(PLAN);

        for (int i = 0; i < 2; i++) {
            call.perform(engine, caller, name -> {
                read.add(name);
                return "hosts: []";
            });
        }

        assertThat(read).containsExactly("inventory.yaml");
        assertThat(engine.calls()).hasSize(2).allMatch(text -> text.endsWith(" with hosts: []"));
    }
}

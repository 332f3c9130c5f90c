// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.model.Descriptor;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.security.ACL;
import io.jenkins.plugins.relocation.jenkins.NamedInventory;
import io.jenkins.plugins.relocation.jenkins.RelocationConfiguration;
import io.jenkins.plugins.relocation.jenkins.standin.FakeEngine;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.Samples;
import io.jenkins.plugins.relocation.jenkins.standin.TestContext;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.StepResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepParametersTest {
    /** What a form gives for a number that nobody has changed. */
    private static final Map<String, String> NUMBERS =
            Map.of("wave", "0", "cpu", "80", "memory", "90", "minutes", "10", "gain", "10");

    private static final StepResult RUN = Samples.run(Phase.RESUMED, "");
    private static final StepResult CHECKED =
            PrecheckResult.of("p-1", List.of(Samples.finding(Finding.Verdict.PASS, "4.2.1")));

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @ParameterizedTest
    @ValueSource(strings = {"precheck", "checkpoint", "relocate", "verify"})
    void asksForTheWholePlanUnlessAWaveIsNamed(String function) throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.answering(function.equals("precheck") ? CHECKED : RUN));

        run(step(function, Map.of("plan", "p-1")));
        run(step(function, Map.of("plan", "p-1", "wave", 2)));

        assertThat(engine.calls())
                .containsExactly(
                        function + " {\"plan\":\"p-1\",\"wave\":0}", function + " {\"plan\":\"p-1\",\"wave\":2}");
    }

    @Test
    void rollsBackEverythingToTheSourceByDefault() throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.answering(RUN));

        run(step("rollback", Map.of("plan", "p-1")));

        assertThat(engine.calls())
                .containsExactly(
                        "rollback {\"acceptLoss\":[],\"plan\":\"p-1\",\"to\":\"source\",\"wave\":0,\"workload\":\"\"}");
    }

    @Test
    void rollsBackOneWorkloadToItsRestorePoint() throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.answering(RUN));

        run(step(
                "rollback",
                Map.of(
                        "plan",
                        "p-1",
                        "wave",
                        1,
                        "workload",
                        "redis",
                        "to",
                        "checkpoint",
                        "acceptLoss",
                        List.of("redis"))));

        assertThat(engine.calls())
                .containsExactly("rollback {\"acceptLoss\":[\"redis\"],\"plan\":\"p-1\",\"to\":\"checkpoint\","
                        + "\"wave\":1,\"workload\":\"redis\"}");
    }

    @Test
    void refusesToRollBackToSomethingElse() throws Exception {
        Step step = step("rollback", Map.of("plan", "p-1", "to", "yesterday"));

        assertThatThrownBy(() -> step.start(jenkins.context()))
                .isInstanceOf(AbortException.class)
                .hasMessage("to \"yesterday\" is not valid: write 'source' or 'checkpoint'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"precheck", "checkpoint", "relocate", "verify", "rollback"})
    void refusesAMissingPlan(String function) throws Exception {
        Step step = step(function, Map.of("plan", "  "));

        assertThatThrownBy(() -> step.start(jenkins.context()))
                .isInstanceOf(AbortException.class)
                .hasMessage("plan is required: the id that relocationPlan returned");
    }

    @ParameterizedTest
    @ValueSource(strings = {"precheck", "checkpoint", "relocate", "verify", "rollback"})
    void refusesAMisspeltParameterThatWouldMeanAllWaves(String function) {
        assertThatThrownBy(() -> step(function, Map.of("plan", "p-1", "wawe", 1)))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith(function + " has no parameter \"wawe\"; it has ")
                .hasMessageContaining("plan")
                .hasMessageEndingWith("wave" + (function.equals("rollback") ? ", workload" : ""));
    }

    @Test
    void plansFromTheGoalThatIsGiven() throws Exception {
        assertThat(parameters(Map.of("inventory", " prod ", "evacuate", List.of("a", "b"))))
                .isEqualTo(planned("[]", "[\"a\",\"b\"]", "{}", ""));
        assertThat(parameters(Map.of("inventory", "prod", "moves", Map.of("redis", "b"))))
                .isEqualTo(planned("[]", "[]", "{\"redis\":\"b\"}", ""));
        assertThat(parameters(Map.of("inventory", "prod", "returnHome", "r-1")))
                .isEqualTo(planned("[]", "[]", "{}", "r-1"));
        assertThat(parameters(Map.of("inventory", "prod", "balance", List.of("a", "b"))))
                .isEqualTo(planned("[\"a\",\"b\"]", "[]", "{}", ""));
    }

    private static String planned(String balance, String evacuate, String moves, String returnHome) {
        return "{\"balance\":%s,\"cpu\":80,\"evacuate\":%s,\"gain\":10,\"inventory\":\"prod\",\"memory\":90,\"minutes\":10,\"moves\":%s,\"returnHome\":\"%s\"}"
                .formatted(balance, evacuate, moves, returnHome);
    }

    /** A parameter of the constructor would be one that declarative pipelines must give. */
    @Test
    void takesTheDefaultInventoryWhenNoneIsNamed() throws Exception {
        RelocationConfiguration.get().setDefaultInventory("prod");

        assertThat(RelocationPlanStep.class.getConstructors()).singleElement().satisfies(constructor -> assertThat(
                        constructor.getParameterCount())
                .isZero());
        assertThat(parameters(Map.of("evacuate", List.of("a"))))
                .contains("\"evacuate\":[\"a\"]")
                .contains("\"inventory\":\"prod\"");
    }

    @Test
    void refusesAPlanWithoutInventoryOrWithTwoGoals() throws Exception {
        Step without = step("relocationPlan", Map.of("inventory", "", "evacuate", List.of("a")));
        Step two = step("relocationPlan", Map.of("inventory", "prod", "evacuate", List.of("a"), "returnHome", "r-1"));

        assertThatThrownBy(() -> without.start(jenkins.context())).hasMessageContaining("inventory is required");
        assertThatThrownBy(() -> two.start(jenkins.context()))
                .hasMessage("exactly one of evacuate, moves, returnHome and balance is required, 2 are given");
    }

    @Test
    void refusesMovesThatAreNotNames() {
        assertThatThrownBy(() -> step("relocationPlan", Map.of("inventory", "prod", "moves", Map.of("redis", 7))))
                .hasRootCauseMessage("moves must map names of workloads to names of hosts, as in [redis: 'b']");
    }

    @Test
    void readsTheFormOfAPlan() throws Exception {
        Descriptor<Step> descriptor = new RelocationPlanStep.DescriptorImpl();
        JSONObject form = new JSONObject(
                Map.of("inventory", "prod", "evacuate", "", "returnHome", "", "movesText", "redis=b\nweb=c\n"));

        RelocationPlanStep step = (RelocationPlanStep) descriptor.newInstance(null, form);

        assertThat(step.getMoves()).isEqualTo(Map.of("redis", "b", "web", "c"));
        assertThat(step.getMovesText()).isEqualTo("redis=b\nweb=c");
        assertThat(step.getEvacuate()).isEmpty();
        assertThat(step.getReturnHome()).isNull();
    }

    @Test
    void refusesAFormWhoseMovesCannotBeRead() {
        Descriptor<Step> descriptor = new RelocationPlanStep.DescriptorImpl();
        JSONObject form = new JSONObject(Map.of("inventory", "prod", "movesText", "redis to b"));

        assertThatThrownBy(() -> descriptor.newInstance(null, form))
                // Of other exceptions the snippet generator shows nothing.
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("redis is not valid: write workload=host");
    }

    /** The snippet generator leaves out what equals the value of a fresh step. */
    @Test
    void anEmptyFormGivesNothingButTheDefaults() throws Exception {
        for (StepDescriptor descriptor : StepCatalogue.descriptors()) {
            Map<String, Object> form = new HashMap<>();
            for (String field : StepFields.of(StepCatalogue.step(descriptor))) {
                form.put(field, NUMBERS.getOrDefault(field, ""));
            }
            form.put("plan", "p-1");
            form.remove("moves");

            Step fromForm = descriptor.newInstance(null, new JSONObject(form));
            Step fresh = descriptor.newInstance(StepCatalogue.required(descriptor));

            for (String field : StepFields.of(StepCatalogue.step(descriptor))) {
                if (!StepCatalogue.required(descriptor).containsKey(field)) {
                    assertThat(StepCatalogue.value(fromForm, field))
                            .as("%s of %s", field, descriptor.getFunctionName())
                            .isEqualTo(StepCatalogue.value(fresh, field));
                }
            }
        }
    }

    @Test
    void takesSeveralNamesInOneFieldOfAForm() throws Exception {
        RollbackStep step = (RollbackStep) new RollbackStep.DescriptorImpl()
                .newInstance(null, new JSONObject(Map.of("plan", "p-1", "acceptLoss", "redis, web  db")));

        assertThat(step.getAcceptLoss()).containsExactly("redis", "web", "db");
        assertThat(step.getAcceptLossText()).isEqualTo("redis web db");
    }

    @Test
    void needsNoAgent() {
        assertThat(StepCatalogue.descriptors()).allSatisfy(descriptor -> {
            assertThat(descriptor.getRequiredContext()).isEqualTo(Set.of(Run.class, TaskListener.class));
            assertThat(descriptor.getDisplayName()).isNotBlank();
        });
        assertThat(StepCatalogue.descriptors())
                .extracting(StepDescriptor::getFunctionName)
                .containsExactly("relocationPlan", "precheck", "checkpoint", "relocate", "verify", "rollback");
    }

    @Test
    void showsPlanAndWaveInViewsOfThePipeline() {
        StepDescriptor relocate = new RelocateStep.DescriptorImpl();

        assertThat(relocate.argumentsToString(Map.of("plan", "p-1", "wave", 2))).isEqualTo("p-1 wave 2");
        assertThat(relocate.argumentsToString(Map.of())).isNull();
    }

    @Test
    void saysWhatTheIdOfAPlanLooksLike() {
        ScopedStepDescriptor relocate = new RelocateStep.DescriptorImpl();
        ACL.grant();

        assertThat(relocate.doCheckPlan(" p-0123456789ab ").isOk()).isTrue();
        assertThat(relocate.doCheckPlan(" ")).hasMessage("a plan is required: the id that relocationPlan returned");
        for (String other : List.of("plan.id", "p-1", "r-0123456789ab-01234567-1", "p-0123456789ab\n<b>")) {
            assertThat(relocate.doCheckPlan(other))
                    .as(other)
                    .hasMessageContaining("does not look like the id of a plan");
        }
    }

    @Test
    void offersBothWaysBackInTheForm() {
        assertThat(new RollbackStep.DescriptorImpl().doFillToItems())
                .extracting(option -> option.value)
                .containsExactly("source", "checkpoint");
    }

    private String parameters(Map<String, Object> arguments) throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.answering(PlanResult.of(Samples.plan())));
        run(stepWithInventory(arguments));
        return engine.calls().get(0).replaceFirst("^plan ", "").replaceFirst(" with .*$", "");
    }

    private Step stepWithInventory(Map<String, Object> arguments) throws Exception {
        NamedInventory inventory = new NamedInventory("prod");
        inventory.setYaml("hosts: []");
        RelocationConfiguration.get().setInventories(List.of(inventory));
        return step("relocationPlan", arguments);
    }

    private void run(Step step) throws Exception {
        TestContext context = jenkins.context();

        assertThat(step.start(context).start()).isFalse();

        assertThat(context.end()).isEmpty();
    }

    private static Step step(String function, Map<String, Object> arguments) throws Exception {
        return StepCatalogue.descriptor(function).newInstance(arguments);
    }
}

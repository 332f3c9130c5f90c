// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.JellyView;
import io.jenkins.plugins.relocation.jenkins.standin.PageSamples;
import io.jenkins.plugins.relocation.jenkins.standin.PageStructure;
import io.jenkins.plugins.relocation.jenkins.step.PrecheckStep;
import io.jenkins.plugins.relocation.jenkins.step.RelocateStep;
import io.jenkins.plugins.relocation.jenkins.step.RelocationCallStep;
import io.jenkins.plugins.relocation.jenkins.step.RelocationPlanStep;
import io.jenkins.plugins.relocation.jenkins.step.RollbackStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The forms as people see them, rendered with what was saved. */
class FormsTest {
    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void formsOfStepsShowWhatWasSaved() {
        RelocationPlanStep plan = new RelocationPlanStep();
        plan.setInventory("production");
        plan.setEvacuate(List.of("a", "b"));
        plan.setMoves(Map.of("redis", "b", "web", "c"));
        plan.setReturnHome("r-1");
        RollbackStep rollback = new RollbackStep("p-1");
        rollback.setWave(2);
        rollback.setWorkload("redis");
        rollback.setTo("checkpoint");
        rollback.setAcceptLoss(List.of("redis", "web"));
        RelocateStep relocate = new RelocateStep("p-2");
        relocate.setWave(3);

        assertThat(form(plan))
                .contains(
                        "<label>Inventory</label>",
                        "name=\"inventory\" value=\"production\"",
                        "name=\"_.evacuate\" value=\"a b\"",
                        "<textarea name=\"_.movesText\">redis=b\nweb=c</textarea>",
                        "name=\"returnHome\" value=\"r-1\"");
        assertThat(form(rollback))
                .contains(
                        "name=\"plan\" value=\"p-1\"",
                        "name=\"wave\" value=\"2\"",
                        "name=\"workload\" value=\"redis\"",
                        "<option selected>checkpoint</option>",
                        "name=\"_.acceptLoss\" value=\"redis web\"");
        assertThat(form(relocate)).contains("name=\"plan\" value=\"p-2\"", "name=\"wave\" value=\"3\"");
        assertThat(form(new RelocationCallStep("verify", Map.of()))).contains("name=\"step\" value=\"verify\"");
    }

    @Test
    void formsOfTheConfigurationShowWhatWasSaved() {
        RelocationConfiguration configuration = RelocationConfiguration.get();
        configuration.setDefaultInventory("production");
        configuration.setKeepDays(30);
        NamedInventory inventory = new NamedInventory("production");
        inventory.setFile("/etc/relocation/production.yaml");

        assertThat(form(configuration))
                .contains(
                        "name=\"defaultInventory\" value=\"production\"",
                        "name=\"stopMinutes\" value=\"10\"",
                        "name=\"longestStepHours\" value=\"24\"",
                        "name=\"patienceSeconds\" value=\"60\"",
                        "name=\"keepDays\" value=\"30\"");
        assertThat(form(inventory))
                .contains(
                        "name=\"name\" value=\"production\"",
                        "<textarea name=\"yaml\"></textarea>",
                        "name=\"file\" value=\"/etc/relocation/production.yaml\"");
    }

    @Test
    void hostileValuesChangeNothingOfAForm() {
        List<String> plain = PageStructure.of(form(hostile("x")) + form(new PrecheckStep("x")));

        for (String text : PageSamples.HOSTILE) {
            assertThat(PageStructure.of(form(hostile(text)) + form(new PrecheckStep(text))))
                    .as(text)
                    .isEqualTo(plain);
        }
    }

    private static NamedInventory hostile(String text) {
        NamedInventory inventory = new NamedInventory(text);
        inventory.setYaml(text);
        inventory.setFile(text);
        return inventory;
    }

    private static String form(Object instance) {
        return JellyView.render(instance, "config.jelly", Map.of("instance", instance));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DrillTest {
    private static final Path EVACUATE = Path.of("pipeline-examples/evacuate-host.Jenkinsfile");

    @TempDir
    private Path directory;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
        stage.options = RehearsalOptions.DEFAULT.in(directory);
    }

    @Test
    void freezesNothingWhenOnlyThePlanIsWanted() {
        stage.options = stage.options.agreeing();

        RehearsalResult result = drill(true, List.of());

        assertThat(result.error()).isEmpty();
        assertThat(stage.steps.calls).containsExactly("plan evacuate a", "precheck p-0123456789ab");
        assertThat(stage.said()).contains("a is empty: safe to power off");
        assertThat(result.report().freezes())
                .allSatisfy(freeze -> {
                    assertThat(freeze.frozen()).isEmpty();
                    assertThat(freeze.state()).isEqualTo("committed");
                })
                .extracting(RehearsalReport.Freeze::workload)
                .containsExactly("redis", "tree");
        assertThat(stage.console())
                .contains("redis: a to b: not frozen here, predicted 9 ms, nine of ten within 9 ms; committed");
    }

    @Test
    void verifiesNothingThatWasNotMoved() {
        stage.options = stage.options.with(new Drill(true, List.of(), List.of()));

        RehearsalResult result = stage.run(
                """
                def plan = relocationPlan inventory: 'inventory.yaml', evacuate: ['a']
                verify plan: plan.id
                """);

        assertThat(result.error().orElseThrow().message())
                .isEqualTo("workload redis is PLANNED: there is nothing to verify before relocate");
    }

    @Test
    void carriesOutNoOtherPlan() {
        stage.options = stage.options.with(new Drill(true, List.of(), List.of()));

        RehearsalResult result = stage.run("relocate plan: 'p-other'");

        assertThat(result.error().orElseThrow().message()).startsWith("plan p-other was not made in this rehearsal");
    }

    @Test
    void failsTheCallThatIsMeant() {
        RehearsalResult result = drill(false, List.of("Approve=proceed@alice"), "step=verify#2");

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.error().orElseThrow().message())
                .isEqualTo("verify failed: this failure is rehearsed (--fail step=verify)");
        assertThat(stage.said()).contains("Approved by alice");
        assertThat(stage.steps.calls)
                .containsExactly(
                        "plan evacuate a",
                        "precheck p-0123456789ab",
                        "relocate p-0123456789ab wave 1",
                        "verify p-0123456789ab wave 1",
                        "relocate p-0123456789ab wave 2",
                        "rollback p-0123456789ab");
    }

    @Test
    void failsStageAsItBegins() {
        RehearsalResult result = drill(false, List.of("*=proceed"), "stage=Evacuate");

        assertThat(result.error().orElseThrow().message()).startsWith("stage 'Evacuate' failed");
        assertThat(stage.steps.calls).noneMatch(call -> call.startsWith("relocate"));
        assertThat(result.stages())
                .filteredOn(timing -> timing.name().equals("Evacuate"))
                .extracting(StageTiming::result)
                .containsExactly(BuildResult.FAILURE);
    }

    @Test
    void abortsWhereSomebodyRefuses() {
        RehearsalResult result = drill(false, List.of("Approve=abort"));

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.report().waits()).singleElement().satisfies(wait -> assertThat(wait.outcome())
                .isEqualTo("refused by rehearsal"));
    }

    @Test
    void saysWhatNeverCameUp() {
        RehearsalResult result = drill(true, List.of("Approve=proceed", "Aprove=abort"), "step=checkpoint");

        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(result.report().notices())
                .extracting(RehearsalReport.Notice::text)
                .contains(
                        "the failure of step checkpoint was not rehearsed: it was never called",
                        "the answer for 'Aprove' was not used; inputs were asked in: Approve");
    }

    @Test
    void refusesFailureOfStepThatDoesNotExist() {
        assertThatThrownBy(() -> drill(false, List.of(), "step=verfy"))
                .isInstanceOf(RelocationException.class)
                .hasMessage("a failure of 'verfy' cannot be rehearsed: unknown step 'verfy'; did you mean 'verify'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Approve", "Approve=", "Approve=yes", "=proceed"})
    void refusesAnswerThatSaysNothing(String text) {
        assertThatThrownBy(() -> Drill.Reply.parse(text)).hasMessageContaining("write STAGE=proceed or STAGE=abort");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "step=", "stage= ", "job=x"})
    void refusesFailureThatSaysNothing(String text) {
        assertThatThrownBy(() -> Drill.Failure.parse(text)).hasMessageContaining("write step=verify");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            step=verify | step verify
            step=verify#3 | step verify, call 3
            stage=Move all | stage 'Move all'
            stage=Rack #7 | stage 'Rack', call 7
            stage=Rack #x | stage 'Rack #x'
            """)
    void readsFailures(String text, String described) {
        assertThat(Drill.Failure.parse(text).describe().replace("Rack '", "Rack'"))
                .isEqualTo(described);
    }

    private RehearsalResult drill(boolean planOnly, List<String> replies, String... failures) {
        stage.options = stage.options.with(new Drill(
                planOnly,
                replies.stream().map(Drill.Reply::parse).toList(),
                Arrays.stream(failures).map(Drill.Failure::parse).toList()));
        return stage.run(EVACUATE);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Jenkinsfile that was written before the list of steps that the rehearsal knows. */
final class AdministratorJenkinsfileTest {
    private static final Path FILE = Path.of("src/test/resources/rehearsal/administrator.Jenkinsfile");

    @TempDir
    private Path directory;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
        stage.options = stage.options.in(directory).agreeing().with(Map.of("HOST", "db7"));
    }

    @Test
    void runsUnchanged() {
        RehearsalResult result = stage.run(FILE);

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(result.displayName()).isEqualTo("#1 db7 2.14");
        assertThat(stage.steps.calls)
                .containsExactly(
                        "plan evacuate db7",
                        "precheck p-0123456789ab",
                        "relocate p-0123456789ab wave 1",
                        "verify p-0123456789ab wave 1",
                        "relocate p-0123456789ab wave 2",
                        "verify p-0123456789ab wave 2");
        assertThat(stage.said()).contains("wave 1: redis", "wave 2: tree", "db7 is done");
        assertThat(result.stages())
                .extracting(StageTiming::name)
                .containsExactlyInAnyOrder("Look", "Kernel", "Disks", "Drain", "Flash");
    }

    @Test
    void failsWhereTheScriptSaysSo() {
        stage.options =
                stage.options.with(new Answers(Map.of("uname", new Answers.Shell("4.19.0\n", 0)), null, null, null));

        RehearsalResult result = stage.run(FILE);

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.error().orElseThrow().describe())
                .isEqualTo("administrator.Jenkinsfile:30: db7 runs kernel 4.19.0, the flash tool needs 5.x");
        assertThat(stage.steps.calls).isEmpty();
        assertThat(stage.console()).contains("not done here: mail", "Firmware of db7 failed");
    }

    @Test
    void turnsUnstableWhereTheScriptSaysSo() {
        stage.options = stage.options.with(new Answers(Map.of("smartctl", new Answers.Shell("", 1)), null, null, null));

        RehearsalResult result = stage.run(FILE);

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.UNSTABLE);
        assertThat(result.stages())
                .filteredOn(timing -> timing.name().equals("Disks"))
                .extracting(StageTiming::result)
                .isEqualTo(List.of(BuildResult.UNSTABLE));
    }

    @Test
    void skipsTheStageWhoseConditionIsNotMet() {
        stage.options = stage.options.with(Map.of("REBOOT", "false"));

        RehearsalResult result = stage.run(FILE);

        assertThat(result.stages())
                .filteredOn(timing -> timing.name().equals("Flash"))
                .extracting(StageTiming::skipped)
                .isEqualTo(List.of("due to when conditional"));
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
    }
}

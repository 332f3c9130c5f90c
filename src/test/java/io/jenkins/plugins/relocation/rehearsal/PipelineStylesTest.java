// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jenkinsfiles as operations teams write them; they were there before the steps that they need. */
final class PipelineStylesTest {
    private static final Path FOLDER = Path.of("src/test/resources/rehearsal");

    @TempDir
    private Path directory;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
        stage.options = RehearsalOptions.DEFAULT.in(directory).agreeing();
    }

    @Test
    void rehearsesMatrixAndParallelStages() {
        RehearsalResult result = style("rack-patch");

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(result.displayName()).isEqualTo("#1 web1 and web2");
        assertThat(result.stages())
                .extracting(StageTiming::name)
                .contains(
                        "Matrix - SITE = 'north', CHECK = 'ports'",
                        "Matrix - SITE = 'south', CHECK = 'ntp'",
                        "Patch second")
                .doesNotContain("Matrix - SITE = 'south', CHECK = 'ports'");
        assertThat(stage.steps.calls)
                .filteredOn(call -> call.startsWith("plan"))
                .containsExactly("plan evacuate web1", "plan evacuate web2");
        assertThat(result.report().commands())
                .extracting(RehearsalReport.Command::command)
                .contains(
                        "./probe.sh --site north --check ports",
                        "$SSH $FIRST sudo apt-get -qy install linux-image-$KERNEL-amd64");
        assertThat(stage.said())
                .contains(
                        "[Matrix - SITE = 'north', CHECK = 'disk'] north: disk passed",
                        "patched with 6.1.0-31: SUCCESS");
    }

    @Test
    void rehearsesConditionsInputAndPost() {
        scene(Map.of("BRANCH_NAME", "release/7"), "UserIdCause");
        stage.options =
                stage.options.with(new Drill(false, List.of(new Drill.Reply("Move", true, "alice")), List.of()));

        RehearsalResult result = style("change-window");

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(stage.said())
                .contains("approved by alice: planned", "db1 is empty", "CHG0031234 can be closed")
                .doesNotContain("leave the change open", "it works again");
        assertThat(result.stages())
                .filteredOn(timing -> !timing.skipped().isEmpty())
                .extracting(StageTiming::name)
                .containsExactly("Dry run");
        assertThat(result.report().credentials()).containsExactly("ticket-token", "console-login");
        assertThat(result.report().waits())
                .extracting(RehearsalReport.Wait::kind)
                .containsExactly(
                        RehearsalReport.WaitKind.INPUT,
                        RehearsalReport.WaitKind.SLEEP,
                        RehearsalReport.WaitKind.CONDITION);
    }

    @Test
    void rehearsesTheFailureOfTheSameFile() {
        stage.options = stage.options.with(
                new Drill(true, List.of(new Drill.Reply("*", true, "")), List.of(Drill.Failure.parse("step=verify"))));

        RehearsalResult result = style("change-window");

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.error().orElseThrow().message()).startsWith("verify failed: this failure is rehearsed");
        assertThat(result.error().orElseThrow().text()).contains("verify plan: plan.id");
        assertThat(stage.said())
                .contains("moves of db1 are put back", "leave the change open")
                .doesNotContain("CHG0031234 can be closed");
        assertThat(stage.steps.calls).containsExactly("plan evacuate db1", "precheck p-0123456789ab");
        assertThat(result.report().freezes())
                .extracting(RehearsalReport.Freeze::state)
                .containsExactly("rolled back", "rolled back");
    }

    @Test
    void rehearsesScriptedPipelineWithMethodsAndClosures() {
        stage.options = stage.options.with(new Answers(
                Map.of("node2 fwupdmgr get-devices", new Answers.Shell("device\n  version: 2.14\n", 0)),
                null,
                null,
                null));

        RehearsalResult result = style("rolling");

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(stage.said())
                .contains(
                        "[look at node2] node2 has firmware 2.14",
                        "[look at node1] node1 has firmware unknown",
                        "alarms of node2 are on again",
                        "1. node1 done",
                        "2. node2 done");
        assertThat(stage.steps.calls).endsWith("relocate p-0123456789ab wave 2", "verify p-0123456789ab wave 2");
    }

    @Test
    void putsBackWhatTheScriptedPipelineMoved() {
        stage.steps.verifying = caller -> {
            throw new RelocationException(ErrorCode.ROLLED_BACK, "probe http of redis did not pass");
        };

        RehearsalResult result = style("rolling");

        assertThat(result.error().orElseThrow().message()).isEqualTo("evacuation of node1 failed");
        assertThat(stage.steps.calls).endsWith("rollback p-0123456789ab");
        assertThat(stage.said())
                .contains("maintenance of node1 failed: evacuation of node1 failed", "alarms of node1 are on again");
    }

    @Test
    void rehearsesSharedLibrary() {
        stage.options = stage.options.with(
                new RehearsalOptions.Scene(List.of(FOLDER.resolve("library")), Map.of(), "UserIdCause"));

        RehearsalResult result = style("shared-steps");

        assertThat(result.error()).isEmpty();
        assertThat(stage.said())
                .contains(
                        "INFO  limits: 2 hosts",
                        "Good night to all who are on call.",
                        "INFO  plan p-0123456789ab: evacuate web1",
                        "WARN  run r-1 moved [redis]",
                        "to #ops: maintenance of the web hosts",
                        "closing CHG0042");
        assertThat(stage.steps.calls)
                .containsExactly(
                        "plan evacuate web1",
                        "precheck p-0123456789ab",
                        "relocate p-0123456789ab",
                        "verify p-0123456789ab");
    }

    @Test
    void saysWhereTheSharedLibraryFailed() {
        stage.options = stage.options
                .with(new RehearsalOptions.Scene(List.of(FOLDER.resolve("library")), Map.of(), "UserIdCause"))
                .with(Map.of("HOST", "Web 1"));

        RehearsalResult result = style("shared-steps");

        assertThat(result.error().orElseThrow().describe())
                .isEqualTo("shared-steps.Jenkinsfile:15: 'Web 1' is no name of a host (in evacuateHost.groovy line 5)");
    }

    @Test
    void rehearsesCredentialsAndData() {
        stage.write(
                "maintenance.yaml",
                """
                change: CHG7
                window: {hours: 3}
                moves: {redis: b, shop: c}
                """);

        RehearsalResult result = style("evidence");

        assertThat(result.error()).isEmpty();
        assertThat(stage.steps.planned.orElseThrow().moves()).isEqualTo(Map.of("redis", "b", "shop", "c"));
        assertThat(stage.said())
                .contains(
                        "change CHG7 moves 2 workloads within 3 hours",
                        "told CHG7 as user-of-ticket-login",
                        "kept 2 files for plan p-0123456789ab",
                        "run: r-1");
        assertThat(result.report().credentials())
                .containsExactly("ops-key", "ticket-login", "ticket-token", "ticket-ca");
        assertThat(result.report().notices()).anySatisfy(notice -> assertThat(notice.text())
                .startsWith("a secret was put into the command by Groovy"));
    }

    @Test
    void rehearsesLocksAndTimeLimitsWithoutWaiting() {
        long began = System.nanoTime();

        RehearsalResult result = style("night-shift");

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(result.took().toMinutes()).isBetween(130L, 150L);
        assertThat(result.stages())
                .filteredOn(timing -> timing.name().equals("Quiet time"))
                .extracting(StageTiming::result)
                .containsExactly(BuildResult.UNSTABLE);
        assertThat(stage.said()).contains("got network");
        assertThat(result.report().waits())
                .extracting(RehearsalReport.Wait::kind)
                .contains(RehearsalReport.WaitKind.SLEEP, RehearsalReport.WaitKind.CONDITION);
        assertThat(System.nanoTime() - began).isLessThan(Duration.ofMinutes(10).toNanos());
    }

    private void scene(Map<String, String> environment, String cause) {
        stage.options = stage.options.with(new RehearsalOptions.Scene(List.of(), environment, cause));
    }

    private RehearsalResult style(String name) {
        return stage.run(FOLDER.resolve("styles").resolve(name + ".Jenkinsfile"));
    }
}

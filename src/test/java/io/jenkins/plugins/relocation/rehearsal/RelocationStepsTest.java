// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RelocationStepsTest extends OnStage {
    @Test
    void runsTheCanonicalPipeline() {
        RehearsalResult result = stage.run(
                """
                def plan = relocationPlan inventory: 'inventory.yaml', evacuate: ['aix1']
                precheck plan: plan.id
                for (wave in plan.waves) {
                    relocate plan: plan.id, wave: wave.number
                    verify plan: plan.id, wave: wave.number
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.steps.inventory).isEqualTo("hosts: {}\n");
        assertThat(stage.console()).contains("[Pipeline] relocate (plan: p-0123456789ab, wave: 2) at line 4");
        assertThat(stage.steps.calls)
                .containsExactly(
                        "plan evacuate aix1",
                        "precheck p-0123456789ab",
                        "relocate p-0123456789ab wave 1",
                        "verify p-0123456789ab wave 1",
                        "relocate p-0123456789ab wave 2",
                        "verify p-0123456789ab wave 2");
    }

    @Test
    void givesResultsAsPlainMapsAndLists() {
        stage.run(
                """
                def plan = relocation.relocationPlan inventory: 'inventory.yaml', moves: [redis: "${'b'}"]
                echo "${plan.digest} ${plan.waves.size()} ${plan.waves[0].moves[0].workload} ${plan.facts}"
                def run = relocation.checkpoint plan: plan.id
                echo "${run.moves[0].phase} ${run.moves[0].freeze} ${run.empty} ${run instanceof LinkedHashMap}"
                """);

        assertThat(stage.said())
                .startsWith("0123456789abcdef 2 redis [free memory on b >= 1 GiB]", "CHECKPOINTED PT0.25S [a] true");
        assertThat(stage.steps.planned.orElseThrow().moves()).isEqualTo(Map.of("redis", "b"));
    }

    @Test
    void passesEveryParameterOfRollback() {
        RehearsalResult result =
                stage.run("rollback plan: 'p-1', wave: 2, workload: 'redis', to: 'checkpoint', acceptLoss: ['redis']");

        assertThat(result.error()).isEmpty();
        assertThat(stage.steps.rolledBack)
                .contains(
                        new RollbackParameters("p-1", 2, "redis", RollbackParameters.To.CHECKPOINT, List.of("redis")));
    }

    @Test
    void failsWithEveryBlockingFinding() {
        stage.steps.findings = List.of(
                new Finding("criu.version", "", "b", Finding.Verdict.FAIL, true, "criu 3.17", "install 4.2"),
                new Finding("disk", "redis", "b", Finding.Verdict.UNKNOWN, true, "df gave no answer", "look at b"),
                new Finding("lsm", "redis", "b", Finding.Verdict.FAIL, false, "differs", "none needed"));

        RehearsalResult result = stage.run("\nprecheck plan: 'p-1'");

        ScriptError error = result.error().orElseThrow();
        assertThat(error.line()).isEqualTo(2);
        assertThat(error.code()).contains(ErrorCode.PRECHECK_FAILED);
        assertThat(error.message().lines())
                .containsExactly(
                        "precheck of plan p-1: 2 findings block it",
                        "  fail: criu.version on b: criu 3.17; install 4.2",
                        "  unknown: disk of redis on b: df gave no answer; look at b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            relocationPlan inventory: 'inventory.yaml' | exactly one of evacuate, moves, returnHome and balance is required, 0 are given
            relocationPlan inventory: 'no.yaml', evacuate: ['a'] | cannot read the inventory no.yaml in
            relocationPlan inventory: 'inventory.yaml', evacuate: [a: 1] | evacuate of relocationPlan must be a list of texts, ['a', 'b'], is a map
            relocationPlan inventory: 'inventory.yaml', moves: ['a'] | moves of relocationPlan must be a map of texts
            relocate plan: [id: 'p'] | plan of relocate must be text, is a map; give the id of it
            relocate plan: 'p', wave: -1 | wave of relocate must be a number of at least 0, is -1
            relocate plan: 'p', wave: "${'one'}" | wave of relocate must be a whole number, is 'one'
            relocationPlan inventory: 'inventory.yaml', evacuate: 'a' | evacuate of relocationPlan must be a list of texts, ['a', 'b'], is 'a'
            rollback plan: 'p', to: 'yesterday' | to of rollback cannot be 'yesterday'; known: source, checkpoint
            def m = [waves: 1]; verify([plan: 'p'] + m) | verify has no parameter 'waves'; known: plan, wave; did you mean 'wave'?
            "prech${'ek'}"(plan: 'p') | unknown step 'prechek'; did you mean 'precheck'?
            def r = relocation; r.frob() | relocation has no step 'frob'
            """)
    void refusesWrongParametersAtTheirLine(String code, String message) {
        RehearsalResult result = stage.run("node {\n  stage('x') {\n    " + code + "\n  }\n}\n");

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.error().orElseThrow().describe()).startsWith("Jenkinsfile:3: " + message);
    }

    @Test
    void readsInventoryInTheCurrentDirectoryOfTheScript() throws IOException {
        Files.createDirectories(directory.resolve("sub"));
        stage.write("sub/other.yaml", "other\n");

        RehearsalResult result =
                stage.run("node { dir('sub') { relocationPlan inventory: 'other.yaml', evacuate: ['a'] } }");

        assertThat(result.error()).isEmpty();
        assertThat(stage.steps.inventory).isEqualTo("other\n");
    }

    @Test
    void asksTheEngineToStopWhenTimeIsUp() {
        stage.steps.relocating = caller -> {
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (caller.stop().reason().isEmpty() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            throw new RelocationException(
                    ErrorCode.STOPPED,
                    "redis was put back: " + caller.stop().reason().orElse("never told"));
        };

        RehearsalResult result = stage.run("timeout(time: 100, unit: 'MILLISECONDS') {\n  relocate plan: 'p-1'\n}");

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.error().orElseThrow().describe())
                .isEqualTo("Jenkinsfile:2: timeout: it took longer than 100 MILLISECONDS");
        assertThat(stage.console())
                .contains("WARNING: redis was put back: timeout: it took longer than 100 MILLISECONDS");
    }
}

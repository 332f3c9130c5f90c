// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Errors that a script catches, tries again, or notes in the result of a stage. */
final class CaughtErrorsTest extends OnStage {
    @Test
    void catchesWhatScriptsCatchByTheNamesOfJenkins() {
        RehearsalResult result = stage.run(
                """
                import hudson.AbortException
                try {
                    timeout(time: 1, unit: 'SECONDS') { sleep 10 }
                } catch (org.jenkinsci.plugins.workflow.steps.FlowInterruptedException e) {
                    echo "${e.result} ${e.causes[0].shortDescription}"
                }
                try {
                    error 'x'
                } catch (AbortException e) {
                    echo "aborted: ${e.message}"
                }
                try {
                    throw new AbortException('y')
                } catch (org.jenkinsci.plugins.workflow.steps.FlowInterruptedException e) {
                    echo 'wrong'
                } catch (e) {
                    echo e.message
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).containsExactly("ABORTED timeout: it took longer than 1 SECONDS", "aborted: x", "y");
    }

    /** The compiler makes one catch of each type, all with the same block. */
    @Test
    void catchesSeveralTypesInOneBlock() {
        RehearsalResult result = stage.run(
                """
                def caught(Closure body) {
                    try {
                        body()
                    } catch (IllegalStateException | IOException | IllegalArgumentException e) {
                        for (i in [1, 2]) {
                            echo "${i} ${e.message}"
                        }
                        [3].each { echo "${it}" }
                    }
                }
                caught { throw new IllegalStateException('state') }
                caught { throw new IOException('io') }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).containsExactly("1 state", "2 state", "3", "1 io", "2 io", "3");
    }

    @Test
    void keepsTheResultOfTheBuildWhereScriptsSayNull() {
        RehearsalResult result =
                stage.run("stage('One') { catchError(buildResult: null, stageResult: 'FAILURE') { error 'boom' } }");

        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(result.stages()).extracting(StageTiming::result).containsExactly(BuildResult.FAILURE);
    }

    @Test
    void marksWhatWasCaught() {
        RehearsalResult result = stage.run(
                """
                stage('a') { catchError(buildResult: 'UNSTABLE', stageResult: 'FAILURE', message: 'm') { error 'x' } }
                stage('b') { warnError('w') { error 'y' } }
                stage('c') { unstable 'u' }
                stage('d') { catchError(buildResult: 'SUCCESS', stageResult: 'SUCCESS') { error 'z' } }
                stage('e') { catchError { error 'v' } }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.stages())
                .extracting(StageTiming::result)
                .containsExactly(
                        BuildResult.FAILURE,
                        BuildResult.UNSTABLE,
                        BuildResult.UNSTABLE,
                        BuildResult.SUCCESS,
                        BuildResult.SUCCESS);
        assertThat(stage.console()).contains("WARNING: m: x", "WARNING: w: y", "WARNING: u");
    }

    @Test
    void retriesUntilItWorks() {
        RehearsalResult result = stage.run(
                """
                int n = 0
                retry(3) {
                    n++
                    if (n < 3) { error "attempt ${n}" }
                }
                echo "worked after ${n}"
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).contains("worked after 3");
        assertThat(stage.console()).contains("attempt 2 of 3 failed: attempt 2");
    }
}

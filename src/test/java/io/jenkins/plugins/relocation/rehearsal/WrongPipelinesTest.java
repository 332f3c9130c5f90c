// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Jenkinsfiles that Jenkins would not run, refused where they are wrong and before anything happens. */
final class WrongPipelinesTest extends OnStage {
    private static final Path FOLDER = Path.of("src/test/resources/rehearsal/wrong");

    @Test
    void namesTheClosestStepAndShowsThePlace() {
        assertThat(refusal("unknown-step"))
                .isEqualTo(
                        """
                        unknown-step.Jenkinsfile:10:21: unknown step 'relocat'; did you mean 'relocate'?
                            relocat plan: plan.id
                            ^""");
    }

    @Test
    void refusesStepsBesideParallelAndEmptyPost() {
        assertThat(refusal("steps-and-parallel"))
                .isEqualTo(
                        """
                        steps-and-parallel.Jenkinsfile:5:9: a stage needs exactly one of steps, stages, parallel, matrix; this one has steps and parallel
                            stage('Move') {
                            ^
                        steps-and-parallel.Jenkinsfile:15:5: post is empty: remove it or give it content; it may hold always, changed, fixed, regression, aborted, failure, success, unstable, notBuilt, unsuccessful, cleanup
                            post {
                            ^""");
    }

    @Test
    void refusesCodeWhereOnlyStepsCanBe() {
        assertThat(refusal("code-outside-script").lines().filter(line -> line.contains("Jenkinsfile:")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(
                                        "code-outside-script.Jenkinsfile:5:9: unknown directive 'timeouts' in options;"
                                                + " did you mean 'timeout'?"),
                        line -> assertThat(line)
                                .startsWith(
                                        "code-outside-script.Jenkinsfile:8:16: a value in environment must be text in"
                                                + " quotes or a call: write \"${params.HOST}\""),
                        line -> assertThat(line)
                                .startsWith(
                                        "code-outside-script.Jenkinsfile:13:17: expected a step; put other code into"
                                                + " script { … }"));
    }

    private String refusal(String name) {
        RefusedJenkinsfileException refused = catchThrowableOfType(
                RefusedJenkinsfileException.class, () -> stage.run(FOLDER.resolve(name + ".Jenkinsfile")));
        assertThat(refused).isNotNull();
        assertThat(stage.steps.calls).isEmpty();
        assertThat(stage.console()).isEmpty();
        return refused.getMessage();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeclarativePostTest extends OnStage {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            echo 'x' | '' | always,changed,success,cleanup
            error 'x' | '' | always,changed,failure,unsuccessful,cleanup
            unstable 'x' | '' | always,changed,unstable,unsuccessful,cleanup
            catchError { error 'x' } | '' | always,changed,failure,unsuccessful,cleanup
            timeout(time: 1, unit: 'MILLISECONDS') { sleep 9 } | '' | always,changed,aborted,unsuccessful,cleanup
            echo 'x' | SUCCESS | always,success,cleanup
            echo 'x' | FAILURE | always,changed,fixed,success,cleanup
            error 'x' | UNSTABLE | always,changed,regression,failure,unsuccessful,cleanup
            error 'x' | FAILURE | always,failure,unsuccessful,cleanup
            unstable 'x' | FAILURE | always,changed,unstable,unsuccessful,cleanup
            """)
    void runsPostInJenkinsOrder(String step, String previous, String expected) {
        if (!previous.isEmpty()) {
            stage.options = stage.options.after(BuildResult.valueOf(previous));
        }

        stage.run(
                """
                pipeline {
                  agent any
                  stages { stage('One') { steps { %s } } }
                  post {
                    cleanup { echo 'P cleanup' }
                    unsuccessful { echo 'P unsuccessful' }
                    unstable { echo 'P unstable' }
                    success { echo 'P success' }
                    failure { echo 'P failure' }
                    aborted { echo 'P aborted' }
                    regression { echo 'P regression' }
                    fixed { echo 'P fixed' }
                    changed { echo 'P changed' }
                    always { echo 'P always' }
                  }
                }
                """
                        .formatted(step));

        assertThat(stage.posts()).isEqualTo(List.of(expected.split(",")));
    }

    @Test
    void runsPostOfStagesByTheResultOfStageAndBuild() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  stages {
                    stage('Bad') {
                      steps { unstable 'hm' }
                      post { unstable { echo 'P bad unstable' }; success { echo 'P bad success' } }
                    }
                    stage('Good') {
                      steps { echo 'fine' }
                      post { always { echo 'P good always' }; success { echo 'P good success' } }
                    }
                    stage('Skipped') {
                      when { expression { false } }
                      steps { echo 'never' }
                      post { always { echo 'P skipped' } }
                    }
                  }
                }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.UNSTABLE);
        // As in Jenkins, a build that is unstable is so for the stages after it, too.
        assertThat(stage.posts()).containsExactly("bad unstable", "good always");
    }

    @Test
    void namesTheStageThatPostRunsIn() {
        stage.run(
                """
                pipeline {
                  agent any
                  stages { stage('One') { steps { echo 'x' }; post { always { echo "P ${STAGE_NAME}" } } } }
                  post { always { echo "P ${env.STAGE_NAME}" } }
                }
                """);

        assertThat(stage.posts()).containsExactly("One", "Declarative: Post Actions");
    }

    @Test
    void failingPostFailsTheBuildAndTheOthersStillRun() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  stages { stage('One') { steps { echo 'x' } } }
                  post {
                    always {
                      error 'post broke'
                    }
                    failure { echo 'P failure' }
                    cleanup { echo 'P cleanup' }
                  }
                }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.error().orElseThrow().describe()).isEqualTo("Jenkinsfile:6: post broke");
        assertThat(stage.posts()).containsExactly("failure", "cleanup");
    }

    @Test
    void runsPostEvenWhenTheLimitHasEndedTheRest() {
        stage.options = stage.options.within(Duration.ofMillis(300));

        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  stages { stage('A') { steps { sleep 30 } } }
                  post { aborted { rollback plan: 'p-1' } }
                }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(stage.steps.calls).containsExactly("rollback p-1");
    }
}

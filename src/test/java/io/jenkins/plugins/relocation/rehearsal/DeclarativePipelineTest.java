// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DeclarativePipelineTest extends OnStage {
    @Test
    void failingStageSkipsTheLaterOnes() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  stages {
                    stage('Outer') {
                      stages {
                        stage('A') {
                          steps {
                            error 'boom'
                          }
                        }
                        stage('B') { steps { echo 'never' } }
                      }
                    }
                    stage('C') { steps { echo 'never' } }
                  }
                }
                """);

        assertThat(result.error().orElseThrow().describe()).isEqualTo("Jenkinsfile:8: boom");
        assertThat(result.stages())
                .extracting(timing -> "%d %s %s".formatted(timing.depth(), timing.name(), timing.result()))
                .containsExactly("0 Outer FAILURE", "1 A FAILURE", "1 B NOT_BUILT", "0 C NOT_BUILT");
        assertThat(stage.console()).contains("Stage \"C\" skipped due to earlier failure(s)");
    }

    @Test
    void skipsStagesAfterUnstableWhenAsked() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  options { skipStagesAfterUnstable() }
                  stages { stage('A') { steps { unstable 'x' } }; stage('B') { steps { echo 'never' } } }
                }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.UNSTABLE);
        assertThat(stage.said()).doesNotContain("never");
    }

    @Test
    void runsParallelStagesAndEndsThemWithFailFast() {
        long began = System.nanoTime();

        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  stages {
                    stage('All') {
                      failFast true
                      parallel {
                        stage('Slow') {
                          steps { sleep 30 }
                          post { aborted { echo 'P slow aborted' } }
                        }
                        stage('Bad') {
                          steps {
                            sleep time: 50, unit: 'MILLISECONDS'
                            error 'boom'
                          }
                        }
                      }
                    }
                  }
                  post { failure { echo 'P build failure' } }
                }
                """);

        assertThat(result.error().orElseThrow().describe()).isEqualTo("Jenkinsfile:14: boom");
        assertThat(stage.said()).contains("[Slow] P slow aborted", "P build failure");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void parallelStagesAllEndWithoutFailFast() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent none
                  stages {
                    stage('All') {
                      parallel {
                        stage('Bad') { steps { error 'boom' } }
                        stage('Slow') {
                          stages { stage('Inner') { steps { sleep time: 200, unit: 'MILLISECONDS'; echo 'slow done' } } }
                        }
                      }
                    }
                  }
                }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(stage.said()).contains("[Slow] slow done");
        assertThat(result.stages())
                .extracting(timing -> timing.name() + " " + timing.result())
                .containsExactlyInAnyOrder("All FAILURE", "Bad FAILURE", "Slow SUCCESS", "Inner SUCCESS");
    }

    @Test
    void needsAnAgentForShell() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent none
                  stages {
                    stage('A') { agent { label 'x' }; steps { sh 'date' } }
                    stage('B') { agent { node { label 'x' } }; steps { sh 'date' } }
                    stage('C') {
                      steps {
                        sh 'date'
                      }
                    }
                  }
                }
                """);

        assertThat(result.error().orElseThrow().describe()).startsWith("Jenkinsfile:8: sh needs an agent");
    }

    @Test
    void setsResultFromTheScript() {
        RehearsalResult result =
                stage.steps("script { currentBuild.result = 'UNSTABLE' ; currentBuild.result = 'SUCCESS' }");

        assertThat(result.result()).isEqualTo(BuildResult.UNSTABLE);
    }

    @Test
    void startsNoOtherPipelineAfterOneFailed() {
        RehearsalResult result = stage.steps("script { [1, 2].each { n -> error \"boom ${n}\" } }");

        assertThat(result.error().orElseThrow().describe()).isEqualTo("Jenkinsfile:6: boom 1");
    }
}

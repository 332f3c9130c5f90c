// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DeclarativeMatrixTest extends OnStage {
    @Test
    void runsEachCombinationOnceUnderTheNameThatJenkinsGives() {
        RehearsalResult result = matrix(
                """
                axes {
                  axis { name 'OS'; values 'linux', 'aix' }
                  axis { name 'DB'; values 'pg', 'ora' }
                }
                stages {
                  stage('Look') { steps { echo "${OS} ${env.DB} ${STAGE_NAME}" } }
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(cells(result))
                .containsExactlyInAnyOrder(
                        "Matrix - OS = 'linux', DB = 'pg'",
                        "Matrix - OS = 'aix', DB = 'pg'",
                        "Matrix - OS = 'linux', DB = 'ora'",
                        "Matrix - OS = 'aix', DB = 'ora'");
        assertThat(stage.said()).contains("[Matrix - OS = 'aix', DB = 'ora'] aix ora Look");
    }

    @Test
    void leavesOutWhatIsExcluded() {
        RehearsalResult result = matrix(
                """
                axes {
                  axis { name 'OS'; values 'linux', 'windows', 'mac' }
                  axis { name 'BROWSER'; values 'firefox', 'safari', 'ie' }
                }
                excludes {
                  exclude { axis { name 'OS'; values 'linux' }; axis { name 'BROWSER'; values 'safari', 'firefox' } }
                  exclude { axis { name 'OS'; notValues 'windows' }; axis { name 'BROWSER'; values 'ie' } }
                  exclude { axis { name 'OS'; values 'mac' } }
                }
                stages { stage('Look') { steps { echo 'x' } } }
                """);

        assertThat(cells(result))
                .containsExactlyInAnyOrder(
                        "Matrix - OS = 'windows', BROWSER = 'firefox'",
                        "Matrix - OS = 'windows', BROWSER = 'safari'",
                        "Matrix - OS = 'windows', BROWSER = 'ie'");
    }

    @Test
    void readsConditionsAndEnvironmentOfEachCell() {
        RehearsalResult result = matrix(
                """
                axes { axis { name 'OS'; values 'linux', 'aix' } }
                when { environment name: 'OS', value: 'aix' }
                environment { HOST = "host-${OS}" }
                stages { stage('Look') { steps { echo "on ${HOST}" } } }
                post { always { echo "P ${HOST}" } }
                """);

        assertThat(stage.said())
                .contains("[Matrix - OS = 'aix'] on host-aix", "[Matrix - OS = 'aix'] P host-aix")
                .noneMatch(line -> line.contains("host-linux"));
        assertThat(result.stages())
                .filteredOn(timing -> !timing.skipped().isEmpty())
                .extracting(StageTiming::name)
                .containsExactly("Matrix - OS = 'linux'", "Look");
    }

    @Test
    void endsTheOtherCellsWithFailFast() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  stages {
                    stage('All') {
                      failFast true
                      matrix {
                        axes { axis { name 'N'; values 'good', 'bad' } }
                        stages {
                          stage('Work') {
                            steps {
                              script {
                                if (N == 'bad') { sleep 10; error 'boom' }
                              }
                              sleep time: 5, unit: 'HOURS'
                            }
                            post { aborted { echo "P ${N} aborted" } }
                          }
                        }
                      }
                    }
                  }
                }
                """);

        assertThat(result.error().orElseThrow().describe()).isEqualTo("Jenkinsfile:12: boom");
        assertThat(stage.said()).contains("[Matrix - N = 'good'] P good aborted");
        assertThat(result.took().toMinutes()).isLessThan(60);
    }

    private RehearsalResult matrix(String content) {
        return stage.run("pipeline {\nagent any\nstages {\nstage('All') {\nmatrix {\n" + content + "}\n}\n}\n}\n");
    }

    private static List<String> cells(RehearsalResult result) {
        return result.stages().stream()
                .map(StageTiming::name)
                .filter(name -> name.startsWith("Matrix"))
                .toList();
    }
}

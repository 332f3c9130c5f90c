// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeclarativePipelineTest {
    @TempDir
    private Path directory;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            expression { 1 == 1 } | true
            expression { return false } | false
            expression { params.MODE } | true
            environment name: 'MODE', value: 'full' | true
            environment name: 'MODE', value: 'dry' | false
            environment name: 'OWN', value: 'stage' | true
            environment(name: 'MODE', value: 'FULL', ignoreCase: true) | true
            equals expected: 'full', actual: params.MODE | true
            equals expected: 2, actual: 3 | false
            not { equals expected: 2, actual: 3 } | true
            allOf { expression { true }; expression { false } } | false
            anyOf { expression { true }; expression { false } } | true
            anyOf { allOf { expression { true }; not { expression { false } } }; expression { false } } | true
            expression { true }; expression { false } | false
            branch 'main' | true
            branch 'release/*' | false
            branch pattern: 'ma.n', comparator: 'REGEXP' | true
            branch 'm*' | true
            buildingTag() | false
            tag 'v*' | false
            changeRequest() | false
            triggeredBy 'UserIdCause' | true
            triggeredBy cause: 'UserIdCause' | true
            triggeredBy 'TimerTrigger' | false
            beforeAgent true; expression { true } | true
            beforeInput true; beforeOptions true; expression { false } | false
            """)
    void evaluatesWhen(String condition, boolean runs) {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  parameters { string(name: 'MODE', defaultValue: 'full') }
                  environment { BRANCH_NAME = 'main' }
                  stages {
                    stage('One') {
                      environment { OWN = 'stage' }
                      when { %s }
                      steps { echo 'ran' }
                    }
                  }
                }
                """
                        .formatted(condition));

        assertThat(result.error()).isEmpty();
        assertThat(stage.said().contains("ran")).isEqualTo(runs);
        assertThat(stage.console().contains("Stage \"One\" skipped due to when conditional"))
                .isEqualTo(!runs);
    }

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

        assertThat(posts()).isEqualTo(List.of(expected.split(",")));
    }

    @Test
    void runsPostOfStagesByTheirOwnResult() {
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
        assertThat(posts()).containsExactly("bad unstable", "good always", "good success");
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
        assertThat(posts()).containsExactly("failure", "cleanup");
    }

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
    void evaluatesEnvironmentInOrderAndByLevel() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  parameters { string(name: 'HOST', defaultValue: 'a') }
                  environment {
                    ONE = "one-${params.HOST}-${BUILD_NUMBER}"
                    TWO = "${ONE}/two"
                    OUT = sh(script: 'uname', returnStdout: true)
                  }
                  stages {
                    stage('A') {
                      environment { ONE = 'stage' }
                      steps { echo "${ONE} ${env.TWO} ${OUT}" }
                    }
                    stage('B') { steps { echo "${env.ONE}" } }
                  }
                  post { always { echo "P ${TWO}" } }
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).startsWith("stage one-a-1/two ", "one-a-1", "P one-a-1/two");
    }

    @Test
    void takesCredentialsFromTheAnswersAndHidesThem() {
        stage.options = stage.options.with(new Answers(null, null, null, Map.of("token", "t0p")));

        stage.run(
                """
                pipeline {
                  agent any
                  environment { TOKEN = credentials('token') }
                  stages { stage('A') { steps { echo "${TOKEN}" } } }
                }
                """);

        assertThat(stage.said()).startsWith("****");
    }

    @Test
    void refusesCredentialsWithoutAnswer() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  environment { TOKEN = credentials('token') }
                  stages { stage('A') { steps { echo 'x' } } }
                  post { failure { echo 'P failure' } }
                }
                """);

        assertThat(result.error().orElseThrow().describe())
                .startsWith("Jenkinsfile:3: credentials 'token' have no answer");
        assertThat(posts()).containsExactly("failure");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            string(name: 'P', defaultValue: 'd') | '' | d String
            string(name: 'P', defaultValue: 'd') | v | v String
            string(name: 'P', defaultValue: 'd', trim: true) | ' v ' | v String
            text(name: 'P', defaultValue: 'd') | '' | d String
            booleanParam(name: 'P', defaultValue: true) | '' | true Boolean
            booleanParam(name: 'P') | true | true Boolean
            choice(name: 'P', choices: ['a', 'b']) | '' | a String
            choice(name: 'P', choices: ['a', 'b']) | b | b String
            password(name: 'P', defaultValue: 'x') | '' | **** String
            """)
    void givesParametersTheirTypes(String definition, String given, String expected) {
        stage.options = stage.options.with(given.isEmpty() ? Map.of() : Map.of("P", given));

        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  parameters { %s }
                  stages { stage('A') { steps { echo "${params.P} ${params.P.class.simpleName}" } } }
                }
                """
                        .formatted(definition));

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).startsWith(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            choice(name: 'P', choices: ['a', 'b']) | P | c | Jenkinsfile:3: parameter P cannot be 'c'; known: [a, b]
            booleanParam(name: 'P') | P | yes | Jenkinsfile:3: parameter P cannot be 'yes'; known: [true, false]
            string(name: 'HOST') | HOTS | x | Jenkinsfile:1: parameter 'HOTS' is given and not declared; declared: [HOST]; did you mean 'HOST'?
            string(naem: 'HOST') | HOST | x | Jenkinsfile:3: string has no parameter 'naem'; did you mean 'name'?
            """)
    void refusesWrongParameters(String definition, String name, String value, String message) {
        stage.options = stage.options.with(Map.of(name, value));

        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  parameters { %s }
                  stages { stage('A') { steps { echo 'never' } } }
                }
                """
                        .formatted(definition));

        assertThat(result.error().orElseThrow().describe()).isEqualTo(message);
        assertThat(stage.said()).doesNotContain("never");
    }

    @Test
    void asksForInputBeforeTheStage() {
        stage.options = stage.options.with(new Answers(
                null, Map.of("^Go on", new Answers.Input(true, "alice", Map.of("WHERE", "rack 2"))), null, null));

        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  stages {
                    stage('A') {
                      input {
                        message 'Go on?'
                        ok 'Yes'
                        submitterParameter 'WHO'
                        parameters { string(name: 'WHERE', defaultValue: 'rack 1') }
                      }
                      steps { echo "${WHO} ${env.WHERE}" }
                    }
                  }
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).startsWith("Go on? (Yes or Abort)", "Approved by alice", "alice rack 2");
    }

    @Test
    void doesNotAskWhenTheConditionComesFirst() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  stages {
                    stage('A') {
                      when { beforeInput true; expression { false } }
                      input { message 'Go on?' }
                      steps { echo 'never' }
                    }
                  }
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).noneMatch(line -> line.startsWith("Go on?"));
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
    void appliesOptionsOfPipelineAndStage() {
        RehearsalResult result = stage.run(
                """
                int n = 0
                pipeline {
                  agent any
                  options { timeout(time: 30, unit: 'SECONDS'); timestamps(); disableConcurrentBuilds() }
                  tools { maven 'M3' }
                  triggers { cron('H 3 * * *') }
                  stages {
                    stage('Again') {
                      options { retry(3) }
                      steps { script { n++; if (n < 2) { error 'once' } } }
                    }
                    stage('Short') {
                      options { timeout(time: 50, unit: 'MILLISECONDS') }
                      steps { sleep 30 }
                    }
                  }
                  post { aborted { echo "P aborted after ${n}" } }
                }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(posts()).containsExactly("aborted after 2");
        assertThat(stage.console())
                .contains("no effect here: tools maven", "no effect here: triggers cron", "option timestamps");
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

    private List<String> posts() {
        return stage.said().stream()
                .filter(line -> line.startsWith("P "))
                .map(line -> line.substring(2))
                .toList();
    }
}

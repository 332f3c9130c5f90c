// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a declarative pipeline does in which order, and what it can see there, is as Jenkins has it. */
final class DeclarativeOrderTest {
    @TempDir
    private Path directory;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
        stage.options = RehearsalOptions.DEFAULT;
    }

    @Test
    void putsTheFirstOptionAroundTheOthers() {
        RehearsalResult result = stage.run(
                """
                int n = 0
                pipeline {
                  agent none
                  stages {
                    stage('Each try') {
                      options { retry(2); timeout(time: 1, unit: 'HOURS') }
                      steps { script { n++; sleep time: 50, unit: 'MINUTES'; if (n < 2) { error 'again' } } }
                    }
                    stage('All tries') {
                      options { timeout(time: 1, unit: 'HOURS'); retry(2) }
                      steps { script { n++; sleep time: 50, unit: 'MINUTES'; if (n < 4) { error 'again' } } }
                    }
                  }
                }
                """);

        assertThat(result.stages())
                .extracting(StageTiming::result)
                .containsExactly(BuildResult.SUCCESS, BuildResult.ABORTED);
    }

    @Test
    void runsPostAfterEachTryOfThePipeline() {
        RehearsalResult result = stage.run(
                """
                int n = 0
                pipeline {
                  agent none
                  options { retry(2) }
                  stages { stage('A') { steps { script { n++; if (n < 2) { error 'again' } } } } }
                  post { always { echo "P ${n} ${currentBuild.currentResult}" } }
                }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(stage.posts()).containsExactly("1 FAILURE", "2 SUCCESS");
    }

    @Test
    void setsEnvironmentWhateverTheOrder() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent none
                  environment {
                    ADDRESS = "${BASE}/" + "x${PORT}" + '/y'
                    BASE = "http://${HOST}"
                    PORT = 80
                    HOST = 'web1'
                    PATH = "/opt/bin:${PATH}"
                    GONE = "[${NOT_SET}]"
                  }
                  stages {
                    stage('A') {
                      environment { HOST = "${HOST}.example.org" }
                      steps { echo "${ADDRESS} ${HOST} ${env.PATH.startsWith('/opt/bin:/')} ${GONE}" }
                    }
                  }
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).containsExactly("http://web1/x80/y web1.example.org true [null]");
        assertThat(result.report().notices())
                .extracting(RehearsalReport.Notice::text)
                .containsExactly("'NOT_SET' is not set: Jenkins takes null for it here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"C": "t"} | C | C_USR
            {"C": {"username": "u", "password": "p"}} | C C_USR C_PSW | C_X
            {"C": {"username": "u", "privateKey": "k"}} | C C_USR C_PSW | C_X
            {"C": {"file": "content"}} | C | C_USR
            """)
    void setsTheVariablesOfEachKindOfCredentials(String credentials, String set, String unset) {
        stage.options =
                stage.options.with(Answers.read(stage.write("answers.json", "{\"credentials\": " + credentials + "}")));

        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent none
                  environment { C = credentials('C') }
                  stages {
                    stage('A') { steps { script {
                      for (name in '%s'.split(' ')) { assert env[name] != null : name }
                      assert env['%s'] == null
                    } } }
                  }
                }
                """
                        .formatted(set, unset));

        assertThat(result.error()).isEmpty();
    }

    @Test
    void skipsWhatIsInsideOfSkippedStages() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent none
                  stages {
                    stage('Bad') { steps { error 'boom' } }
                    stage('Outer') {
                      stages {
                        stage('Inner') { steps { echo 'never' } }
                        stage('Both') { parallel { stage('X') { steps { echo 'never' } } } }
                      }
                    }
                  }
                }
                """);

        assertThat(result.stages())
                .extracting(timing -> "%d %s %s".formatted(timing.depth(), timing.name(), timing.result()))
                .containsExactly(
                        "0 Bad FAILURE", "0 Outer NOT_BUILT", "1 Inner NOT_BUILT", "1 Both NOT_BUILT", "2 X NOT_BUILT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            changeRequest() | true
            changeRequest target: 'main' | true
            changeRequest target: 'ma.*', comparator: 'REGEXP' | true
            changeRequest author: 'bob' | false
            tag 'v1.*' | true
            tag pattern: 'v1.2', comparator: 'EQUALS' | true
            tag 'v2*' | false
            buildingTag() | true
            branch 'release/**' | true
            branch 'release/*' | false
            branch pattern: 'release/7/x', comparator: 'EQUALS' | true
            triggeredBy 'timer' | true
            triggeredBy cause: 'UserIdCause', detail: 'bob' | false
            changeset '**/*.yaml' | false
            changelog '.*fix.*' | false
            isRestartedRun() | false
            not { isRestartedRun() } | true
            """)
    void seesTheVariablesThatJenkinsWouldSet(String condition, boolean runs) {
        stage.options = stage.options.with(new RehearsalOptions.Scene(
                List.of(),
                Map.of("CHANGE_ID", "7", "CHANGE_TARGET", "main", "TAG_NAME", "v1.2", "BRANCH_NAME", "release/7/x"),
                "TimerTriggerCause"));

        RehearsalResult result = stage.run(
                """
                pipeline { agent none; stages { stage('A') { when { %s }; steps { echo 'ran' } } } }
                """
                        .formatted(condition));

        assertThat(result.error()).isEmpty();
        assertThat(stage.said().contains("ran")).isEqualTo(runs);
    }

    @Test
    void looksAtConditionsWhereTheyAreAskedFor() {
        stage.options = stage.options.agreeing();

        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent none
                  stages {
                    stage('After the input') {
                      input { message 'Who?'; submitterParameter 'WHO' }
                      when { environment name: 'WHO', value: 'rehearsal' }
                      agent { docker { image 'tools:1'; args '-v /x:/x' } }
                      tools { maven "M-${STAGE_NAME}" }
                      steps { sh 'true' }
                    }
                    stage('Before the options') {
                      options { timeout(time: 1, unit: 'SECONDS') }
                      when { beforeOptions true; expression { sleep 10; false } }
                      steps { echo 'never' }
                    }
                  }
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.console())
                .contains("agent (docker image: tools:1, args: -v /x:/x)", "tools maven M-After the input");
        assertThat(result.stages()).extracting(StageTiming::skipped).containsExactly("", "due to when conditional");
    }

    @Test
    void saysWhoIsNotNamedAndWhatKeepsAnAgent() {
        stage.options = stage.options.with(new Drill(false, List.of(Drill.Reply.parse("Ask=proceed@eve")), List.of()));

        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent any
                  stages { stage('Ask') { steps { input message: 'Go?', submitter: 'alice, bob' } } }
                }
                """);

        assertThat(result.report().notices())
                .extracting(RehearsalReport.Notice::text)
                .containsExactly(
                        "input 'Go?' keeps an agent while somebody is waited for",
                        "eve is not named among alice, bob: which groups they are in is not known here");
    }
}

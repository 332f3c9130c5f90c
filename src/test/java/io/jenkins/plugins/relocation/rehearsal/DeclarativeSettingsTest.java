// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeclarativeSettingsTest extends OnStage {
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
        stage.options = stage.options.with(new Answers(null, null, null, Map.of("token", Credential.text("t0p"))));

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
    void refusesCredentialsWithoutAnswerWhenCommandsAreRun() {
        stage.options = stage.options.allowingShell();

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
        assertThat(stage.posts()).containsExactly("failure");
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
        assertThat(stage.posts()).containsExactly("aborted after 2");
        assertThat(stage.console())
                .contains("no effect here: tools maven", "no effect here: triggers cron", "option timestamps");
    }
}

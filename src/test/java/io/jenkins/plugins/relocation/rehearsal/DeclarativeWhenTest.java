// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeclarativeWhenTest extends OnStage {
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
            environment name: 'OWN', value: 'stage' | false
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
}

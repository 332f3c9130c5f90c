// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found before anything runs. */
final class FileCheckTest extends OnStage {
    @Test
    void reportsEveryUnknownStepOfDeclarativePipelineAndRunsNothing() {
        List<String> problems = problems(
                """
                pipeline {
                    agent any
                    stages {
                        stage('One') {
                            steps {
                                echo 'begin'
                                frobnicate 'x'
                                retry(2) {
                                    ecko 'y'
                                }
                                script {
                                    [1, 2].each { n -> verifi plan: 'p' }
                                }
                            }
                        }
                    }
                    post { always { slackSend 'done' } }
                }
                """);

        assertThat(problems)
                .containsExactly(
                        "Jenkinsfile:7: unknown step 'frobnicate'",
                        "Jenkinsfile:9: unknown step 'ecko'; did you mean 'echo'?",
                        "Jenkinsfile:12: unknown step 'verifi'; did you mean 'verify'?",
                        "Jenkinsfile:17: unknown step 'slackSend'");
        assertThat(stage.console()).isEmpty();
    }

    @Test
    void reportsEveryUnknownStepOfScriptedPipeline() {
        List<String> problems = problems(
                """
                def helper() {
                    sssh 'x'
                }
                node {
                    stage('One') {
                        try {
                            def x = ['a'].collect { n -> unknownThing(n) }
                        } finally {
                            if (true) { this.alsoUnknown() }
                        }
                    }
                }
                """);

        assertThat(problems)
                .containsExactly(
                        "Jenkinsfile:2: unknown step 'sssh'; did you mean 'sh'?",
                        "Jenkinsfile:7: unknown step 'unknownThing'",
                        "Jenkinsfile:9: unknown step 'alsoUnknown'");
    }

    @Test
    void acceptsMethodsAndClosuresOfTheScript() {
        RehearsalResult result = stage.run(
                """
                import com.cloudbees.groovy.cps.NonCPS
                @NonCPS
                def twice(text) { text * 2 }
                def local = { String text -> echo "local ${text}" }
                global = { text -> echo "global ${text}" }
                echo twice('ab')
                local('x')
                global('y')
                new StringBuilder().with { append('z'); echo "length ${length()}" }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).startsWith("abab", "local x", "global y", "length 1");
    }

    @Test
    void takesTheParametersOfAPlanByNameOnly() {
        assertThat(problems("node {\nrelocationPlan 'inventory.yaml'\n}\n"))
                .contains(
                        "Jenkinsfile:2: relocationPlan takes no value without a name; its parameters: inventory, evacuate,"
                                + " moves, returnHome, balance, cpu, memory, minutes, gain");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            relocationApproval plan: 'p' | step 'relocationApproval' cannot be rehearsed yet
            maintenanceWindow(change: 'C') { } | step 'maintenanceWindow' cannot be rehearsed yet
            relocation.prechek plan: 'p' | relocation has no step 'prechek'
            precheck plan: 'p', waev: 1 | precheck has no parameter 'waev'; known: plan, wave; did you mean 'wave'?
            relocation.verify plam: 'p' | verify has no parameter 'plam'
            sh scrip: 'x' | sh has no parameter 'scrip'
            timeout(5) | timeout needs { … }
            string(name: 'X') ; frob() | unknown step 'frob'
            matrix 5 | unknown step 'matrix'
            relocate wave: 1 | relocate needs the parameter plan
            relocationPlan evacuate: ['a'] | relocationPlan needs the parameter inventory
            relocate plan: 'p', wave: 'one' | wave of relocate must be a whole number, is 'one'
            properties([disableConcurrentBuilds(abort: true)]) | disableConcurrentBuilds has no parameter 'abort'; known: abortPrevious
            timeout(time: 5, 'HOURS') { } | timeout cannot mix values with and without a name: name each
            sh 'a', 'b' | sh takes at most one value without a name; name each parameter: script,
            sh 'a', returnStdout: true | sh cannot mix values with and without a name: name each
            echo 5 | message of echo must be text in quotes, is 5
            timeout(time: 'five') { } | time of timeout must be a whole number, is 'five'
            library 'x' | the shared library x is not here
            """)
    void refusesStepInScript(String code, String message) {
        List<String> problems = problems("node {\n" + code + "\n}\n");

        assertThat(problems).singleElement().asString().startsWith("Jenkinsfile:2: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            agnet any | unknown directive 'agnet' in pipeline; did you mean 'agent'?
            agent some | agent can be any, none, { label … } or { node { … } }, not some
            agent { docker { imago 'alpine' } } | unknown directive 'imago' in docker; did you mean 'image'?
            agent { labl 'x' } | unknown directive 'labl' in agent; did you mean 'label'?
            options { timeot(time: 1) } | unknown directive 'timeot' in options; did you mean 'timeout'?
            parameters { strin(name: 'X') } | unknown directive 'strin' in parameters; did you mean 'string'?
            environment { x() } | environment can only hold NAME = 'value'
            environment { def X = 'y' } | environment can only hold NAME = 'value'
            triggers { cron(properties([])) } | 'properties' is a step and cannot be a value here
            triggers { corn('x') } | unknown directive 'corn' in triggers; did you mean 'cron'?
            options { timestamps() { } } | 'timestamps' takes no { … }
            post { sometimes { echo 'x' } } | unknown directive 'sometimes' in post
            post { } | post is empty
            post { always { def x = 1 } } | expected a step; put other code into script { … }
            if (true) { } | pipeline can only hold directives
            libraries { lib('x') } | the shared library x is not here: give the folder that holds its vars and src with --library
            """)
    void refusesInPipeline(String code, String message) {
        List<String> problems = problems("pipeline {\n" + code + "\n"
                + (code.startsWith("agent") || code.startsWith("agnet") ? "" : "agent none\n")
                + "stages { stage('One') { steps { echo 'x' } } }\n}\n");

        assertThat(problems).first().asString().startsWith(message(code, message));
    }

    private static String message(String code, String message) {
        return code.startsWith("agnet") ? "Jenkinsfile:1: pipeline needs agent" : "Jenkinsfile:2: " + message;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            when { sometime { true } } ; steps { echo 'x' } | unknown directive 'sometime' in when
            when { not { branhc 'x' } } ; steps { echo 'x' } | unknown directive 'branhc' in not; did you mean 'branch'?
            input { massage 'x' } ; steps { echo 'x' } | unknown directive 'massage' in input; did you mean 'message'?
            matrix { axes { } } | axes needs axis
            matrix { axes { } } | matrix needs stages
            steps { echo 'x' } ; steps { echo 'y' } | 'steps' stands twice here
            steps { if (true) { echo 'x' } } | expected a step; put other code into script { … }
            steps { relocation.precheck plan: 'p' } | methods of objects cannot be called outside of script { … }: relocation
            steps { retry(2) { x = 1 } } | expected a step; put other code into script { … }
            steps { echo 'x' } ; stages { stage('b') { steps { echo 'y' } } } | a stage needs exactly one of
            when { allOf(thing: 'x') { branch 'main' } } ; steps { echo 'x' } | 'allOf' takes nothing beside its { … }
            steps { parallel() } | parallel holds no branches
            failFast 'yes' ; steps { echo 'x' } | failFast must be true or false, written down as such
            agent any | a stage needs exactly one of
            """)
    void refusesInStage(String code, String message) {
        List<String> problems = problems("pipeline { agent none; stages {\nstage('One') { " + code + "\n}\n} }\n");

        assertThat(problems).anySatisfy(problem -> assertThat(problem).startsWith("Jenkinsfile:2: " + message));
    }

    @Test
    void demandsAgentAndStages() {
        List<String> problems = problems("\npipeline {\n}\n");

        assertThat(problems)
                .containsExactly("Jenkinsfile:2: pipeline needs agent", "Jenkinsfile:2: pipeline needs stages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\necho 'x' +* 3", "\n\ndef x = (1", "\n\nimport hudson.tasks.Mailer\n"})
    void reportsLineOfSyntaxError(String text) {
        List<String> problems = problems(text);

        assertThat(problems).first().asString().matches("Jenkinsfile:[34]: .*");
    }

    private List<String> problems(String text) {
        RefusedJenkinsfileException refused =
                catchThrowableOfType(RefusedJenkinsfileException.class, () -> stage.run(text));
        assertThat(refused).as("refusal of%n%s", text).isNotNull();
        return refused.problems().stream().map(ScriptError::describe).toList();
    }
}

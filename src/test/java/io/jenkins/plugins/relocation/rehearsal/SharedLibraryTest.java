// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SharedLibraryTest {
    @TempDir
    private Path directory;

    @TempDir
    private Path library;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
    }

    @Test
    void runsPipelineOfTheLibrary() throws IOException {
        write(
                "vars/maintenance.groovy",
                """
                def call(Map settings) {
                    if (settings.host) {
                        pipeline {
                            agent any
                            stages { stage('Move') { steps { echo "move ${settings.host}" } } }
                        }
                    }
                }
                """);

        RehearsalResult result = stage.run("@Library('ops') _\nmaintenance(host: 'web1')");

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).containsExactly("move web1");
    }

    @Test
    void reportsWhatIsWrongInTheLibraryWithItsFile() throws IOException {
        write("vars/tell.groovy", "def call(text) {\n    ecko text\n}\n");

        RefusedJenkinsfileException refused = refusal("tell 'x'");

        assertThat(refused.problems())
                .extracting(ScriptError::describe)
                .containsExactly("vars/tell.groovy:2: unknown step 'ecko'; did you mean 'echo'?");
    }

    @Test
    void suggestsVariablesOfTheLibrary() throws IOException {
        write("vars/notifyOps.groovy", "def call(text) { echo text }\n");

        assertThat(refusal("notifyOp 'x'").problems().get(0).message())
                .isEqualTo("unknown step 'notifyOp'; did you mean 'notifyOps'?");
    }

    @Test
    void letsClosuresOfTheLibraryCallMethodsOfItsObjects() throws IOException {
        write(
                "src/org/acme/Order.groovy",
                "package org.acme\nclass Order { String host; void host(String h) { host = h } }\n");
        write(
                "vars/order.groovy",
                """
                def call(Closure body) {
                    def order = new org.acme.Order()
                    body.delegate = order
                    body.resolveStrategy = Closure.DELEGATE_FIRST
                    body()
                    echo "ordered ${order.host}"
                }
                """);

        RehearsalResult result = stage.run("order { host 'web1' }");

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).containsExactly("ordered web1");
    }

    @Test
    void loadsClassesByName() throws IOException {
        write(
                "src/org/acme/Names.groovy",
                "package org.acme\nclass Names implements Serializable {\n"
                        + "  static String upper(String t) { t.toUpperCase() }\n  String low() { 'low' }\n}\n");

        RehearsalResult result = stage.run(
                """
                def ops = library('ops@main').org.acme
                echo ops.Names.upper('a')
                echo ops.Names.new().low()
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).containsExactly("A", "low");
    }

    @Test
    void keepsValuesOfVariablesDuringTheBuild() throws IOException {
        write(
                "vars/state.groovy",
                "import groovy.transform.Field\n@Field int count = 0\ndef next() { return ++count }\n");

        stage.run("state.next()\nparallel a: { state.next() }, b: { state.next() }\necho \"${state.next()}\"");

        assertThat(stage.said()).containsExactly("4");
    }

    @Test
    void refusesLibraryThatIsNotThere() throws IOException {
        Files.writeString(library.resolve("README"), "nothing");

        for (String script : List.of(
                "echo 'x'\n@Library('ops@v4') _",
                "echo 'x'\nlibrary 'ops@v4'",
                "\npipeline { libraries { lib('ops@v4') }; agent none; stages { stage('x') { steps { echo 'x' } } } }")) {
            RefusedJenkinsfileException refused =
                    catchThrowableOfType(RefusedJenkinsfileException.class, () -> stage.run(script));

            assertThat(refused.problems())
                    .extracting(ScriptError::describe)
                    .containsExactly("Jenkinsfile:2: the shared library ops@v4 is not here: give the folder that holds"
                            + " its vars and src with --library DIR");
        }
    }

    private RefusedJenkinsfileException refusal(String script) {
        return catchThrowableOfType(RefusedJenkinsfileException.class, () -> stage.run(script));
    }

    private void write(String name, String text) throws IOException {
        Path file = library.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        stage.options = stage.options.with(new RehearsalOptions.Scene(List.of(library), Map.of(), "UserIdCause"));
    }
}

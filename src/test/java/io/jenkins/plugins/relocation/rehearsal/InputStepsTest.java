// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputStepsTest {
    private static final String SCRIPT =
            """
            def got = input message: 'Go?', ok: 'Yes', submitterParameter: 'WHO', parameters: [
                choice(name: 'MODE', choices: ['a', 'b']), booleanParam(name: 'FAST', defaultValue: true)]
            echo "${got}"
            """;

    @TempDir
    private Path directory;

    private final List<String> questions = new ArrayList<>();
    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
    }

    @Test
    void takesDefaultsWhenEverythingIsAgreedTo() {
        stage.options = stage.options.agreeing();

        stage.run(SCRIPT);

        assertThat(stage.said())
                .containsExactly("Go? (Yes or Abort)", "Approved by rehearsal", "[MODE:a, FAST:true, WHO:rehearsal]");
    }

    @Test
    void takesTheAnswer() {
        stage.options = stage.options.with(
                new Answers(null, Map.of("Go", new Answers.Input(true, "eve", Map.of("MODE", "b"))), null, null));

        stage.run(SCRIPT);

        assertThat(stage.said()).endsWith("[MODE:b, FAST:true, WHO:eve]");
    }

    @Test
    void asksAtTheTerminal() {
        stage.options = stage.options.asking(typing("", "y", "b", "", "false"));

        RehearsalResult result = stage.run(SCRIPT);

        assertThat(result.error()).isEmpty();
        assertThat(questions).containsExactly("Go? [y/n]", "MODE [a]", "FAST [true]");
        assertThat(stage.said()).endsWith("[MODE:b, FAST:false, WHO:rehearsal]");
    }

    @Test
    void abortsWhenRefusedAtTheTerminal() {
        stage.options = stage.options.asking(typing("n"));

        RehearsalResult result = stage.run("input 'Go?'");

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.error().orElseThrow().describe())
                .isEqualTo("Jenkinsfile:1: input 'Go?' was refused by rehearsal");
    }

    @Test
    void givesUpWaitingWhenTimeIsUp() {
        stage.options = stage.options.asking((question, patience) -> Optional.empty());

        RehearsalResult result = stage.run("timeout(time: 50, unit: 'MILLISECONDS') { input 'Go?' }");

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.error().orElseThrow().message()).startsWith("timeout");
    }

    @Test
    void givesTheValueOfASingleParameter() {
        stage.options = stage.options.agreeing();

        stage.run("echo input(message: 'Go?', parameters: [string(name: 'X', defaultValue: 'one')])");

        assertThat(stage.said()).endsWith("one");
    }

    /** Somebody who types these lines; an empty line before an answer means that they think first. */
    private Prompt typing(String... lines) {
        Deque<String> left = new ArrayDeque<>(List.of(lines));
        return (question, patience) -> {
            if (!question.isEmpty()) {
                questions.add(question);
            }
            String line = left.removeFirst();
            return line.isEmpty() ? Optional.empty() : Optional.of(line);
        };
    }
}

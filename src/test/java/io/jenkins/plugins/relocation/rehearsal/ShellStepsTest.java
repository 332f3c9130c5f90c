// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShellStepsTest extends OnStage {
    @Test
    void runsNothingUnlessAllowed() {
        RehearsalResult result = stage.run("node { sh 'touch made'; writeFile file: 'written', text: 'x' }");

        assertThat(result.error()).isEmpty();
        assertThat(stage.console()).contains("(rehearsal) would run: touch made", "written is kept in memory");
        assertThat(directory.resolve("made")).doesNotExist();
        assertThat(directory.resolve("written")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            sh 'echo hello' | hello
            echo "[${sh(script: 'printf %s x', returnStdout: true)}]" | [x]
            echo "[${sh(script: 'echo out; echo err >&2', returnStdout: true).trim()}]" | [out]
            echo "${sh(script: 'exit 3', returnStatus: true)}" | 3
            withEnv(['A=b c']) { sh 'echo "$A"' } | b c
            dir('sub') { sh 'basename "$PWD"' } | sub
            writeFile(file: 'd/f', text: 'from disk'); sh 'cat d/f' | from disk
            """)
    void runsCommandsWhenAllowed(String code, String said) throws Exception {
        Files.createDirectories(directory.resolve("sub"));
        stage.options = stage.options.allowingShell();

        RehearsalResult result = stage.run("node {\n" + code + "\n}\n");

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).contains(said);
    }

    @Test
    void runsCommandWithTheInterpreterThatItNames() {
        stage.options = stage.options.allowingShell();

        RehearsalResult result = stage.run("node { sh '#!/bin/cat\\nshown as it is' }");

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).containsExactly("#!/bin/cat", "shown as it is");
    }

    @Test
    void failsWithTheStatusOfTheCommand() {
        stage.options = stage.options.allowingShell();

        RehearsalResult result = stage.run("node {\n  sh 'true; false; echo never'\n}");

        assertThat(result.error().orElseThrow().describe()).isEqualTo("Jenkinsfile:2: script returned exit code 1");
        assertThat(stage.said()).doesNotContain("never");
    }

    @Test
    void endsCommandAndItsChildrenWhenTimeIsUp() {
        long began = System.nanoTime();
        stage.options = stage.options.allowingShell();

        RehearsalResult result =
                stage.run("node { timeout(time: 300, unit: 'MILLISECONDS') { sh 'sleep 60 & wait' } }");

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void takesAnswersBeforeAnythingElse() {
        stage.options = stage.options
                .allowingShell()
                .with(new Answers(
                        Map.of("^uname", new Answers.Shell("AIX\n", 0), "flash", new Answers.Shell("broken\n", 7)),
                        null,
                        null,
                        null));

        RehearsalResult result = stage.run(
                """
                node {
                    echo sh(script: 'uname -s', returnStdout: true).trim()
                    echo "${sh(script: 'flash it', returnStatus: true)}"
                    sh 'flash it'
                }
                """);

        assertThat(stage.said()).containsExactly("AIX", "broken", "7", "broken");
        assertThat(result.error().orElseThrow().describe()).isEqualTo("Jenkinsfile:4: script returned exit code 7");
    }
}

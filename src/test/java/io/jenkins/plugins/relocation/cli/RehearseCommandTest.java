// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearseCommandTest {
    private static final Path DATA = Path.of("src/test/resources/rehearsal");

    @TempDir
    Path folder;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    /** Each command waits for its work when the process ends; there is none left. */
    @AfterAll
    static void settle() {
        Interrupts.settled(0);
    }

    @Test
    void writesOneReportForPeople() throws IOException {
        int status = rehearse(
                """
                stage('Night') {
                    sleep time: 2, unit: 'HOURS'
                    node { sh 'reboot now' }
                    input message: 'Go on?', submitter: 'oncall'
                }
                """,
                "--plan-only",
                "--answer",
                "Night=proceed@alice");

        assertThat(status).isZero();
        assertThat(said())
                .contains(
                        "Waited for:",
                        "line 2: sleep, 2 HOURS: ended after 2 h",
                        "line 4: input, Go on? (may be answered by oncall): approved by alice after",
                        "Commands:",
                        "line 3: not run: reboot now",
                        "Time of the build: 2 h");
    }

    @Test
    void writesOnlyJsonWhenThatIsAskedFor() throws IOException {
        int status = rehearse("node { sh 'date' }\nsleep 600\nerror 'boom'", "--json");

        assertThat(status).isEqualTo(1);
        List<JsonNode> events = new ArrayList<>();
        for (String line : said().lines().toList()) {
            events.add(Json.mapper().readTree(line));
        }
        assertThat(events).extracting(event -> event.path("event").asText()).contains("rehearsal-step-started");
        JsonNode result = events.get(events.size() - 1).path("result");
        assertThat(result.path("result").asText()).isEqualTo("FAILURE");
        assertThat(result.path("error").path("line").asInt()).isEqualTo(3);
        assertThat(result.path("report")
                        .path("commands")
                        .path(0)
                        .path("outcome")
                        .asText())
                .isEqualTo("NOT_RUN");
        assertThat(result.path("report").path("waits").path(0).path("kind").asText())
                .isEqualTo("SLEEP");
    }

    @Test
    void takesVariablesCauseLibraryAndResultOfTheBuildBefore() throws IOException {
        int status = rehearse(
                """
                pipeline {
                    agent none
                    stages {
                        stage('Release') {
                            when { branch 'release/*'; triggeredBy 'TimerTrigger' }
                            steps { script { log.info "hello from the library" } }
                        }
                    }
                    post { fixed { echo 'it is fixed' } }
                }
                """,
                "--env",
                "BRANCH_NAME=release/1",
                "--cause",
                "TimerTriggerCause",
                "--library",
                DATA.resolve("library").toString(),
                "--previous",
                "FAILURE");

        assertThat(status).isZero();
        assertThat(said()).contains("INFO  hello from the library", "it is fixed");
    }

    @Test
    void showsThePlaceOfEachProblem() {
        int status = Main.run(
                "rehearse",
                "--home",
                folder.resolve("home").toString(),
                DATA.resolve("wrong/unknown-step.Jenkinsfile").toString());

        assertThat(status).isEqualTo(2);
        assertThat(said())
                .contains(
                        "unknown-step.Jenkinsfile:10:21: unknown step 'relocat'; did you mean 'relocate'?",
                        "    relocat plan: plan.id",
                        "    ^");
    }

    @Test
    void refusesOptionsThatMakeNoSense() throws IOException {
        assertThat(rehearse("echo 'x'", "--answer", "Approve=maybe")).isEqualTo(2);
        assertThat(rehearse("echo 'x'", "--fail", "verify")).isEqualTo(2);
        assertThat(rehearse("echo 'x'", "--library", folder.toString())).isEqualTo(2);
        assertThat(said())
                .contains(
                        "cannot use the answer 'Approve=maybe'",
                        "cannot use the failure 'verify'",
                        "is no shared library: it has none of the folders vars, src and resources");
    }

    private int rehearse(String script, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("Jenkinsfile"), script);
        List<String> arguments = new ArrayList<>(
                List.of("rehearse", "--home", folder.resolve("home").toString(), file.toString()));
        arguments.addAll(Arrays.asList(options));
        return Main.run(arguments.toArray(String[]::new));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}

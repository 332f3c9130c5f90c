// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswersTest {
    @TempDir
    private Path directory;

    @Test
    void readsJson() throws IOException {
        Path file = Files.writeString(
                directory.resolve("answers.json"),
                """
                {"sh": {"uname": {"stdout": "AIX\\n"}, "x": {"status": 3}},
                 "input": {"Go": {"proceed": false, "submitter": "bob"}, "ok": {}},
                 "params": {"HOST": "a"}}
                """);

        Answers answers = Answers.read(file);

        assertThat(answers.toCommand("uname -r")).contains(new Answers.Shell("AIX\n", 0));
        assertThat(answers.toCommand("x")).contains(new Answers.Shell("", 3));
        assertThat(answers.toCommand("date")).isEmpty();
        assertThat(answers.toInput("", "Go on?")).contains(new Answers.Input(false, "bob", Map.of()));
        assertThat(answers.toInput("ok", "Sure?")).contains(new Answers.Input(true, "", Map.of()));
        assertThat(answers.params()).isEqualTo(Map.of("HOST", "a"));
        assertThat(answers.credentials()).isEmpty();
    }

    @Test
    void readsYaml() throws IOException {
        Path file = Files.writeString(
                directory.resolve("answers.yaml"),
                """
                sh:
                  '^ssh .* uname': {stdout: "6.1\\n", status: 0}
                credentials: {token: abc}
                """);

        Answers answers = Answers.read(file);

        assertThat(answers.toCommand("ssh a uname -r")).contains(new Answers.Shell("6.1\n", 0));
        assertThat(answers.credentials()).containsEntry("token", Credential.text("abc"));
        assertThat(answers.toString()).contains("token").doesNotContain("abc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"shh": {}} | Unrecognized field "shh"
            {"sh": {"(": {}}} | "(" is not a regular expression
            {"sh": {"x": {"status": 300}}} | status 300 must be 0 to 255
            {"sh": {"x": {"code": 1}}} | Unrecognized field "code"
            [] | Cannot deserialize
            {"sh" | Unexpected end-of-input
            """)
    void refusesWhatItDoesNotKnow(String text, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("answers.json"), text);

        assertThatThrownBy(() -> Answers.read(file))
                .isInstanceOfSatisfying(RelocationException.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.BAD_INPUT))
                .hasMessageContaining("cannot use the answers in answers.json")
                .hasMessageContaining(message);
    }

    @Test
    void refusesFileThatIsNotThere() {
        assertThatThrownBy(() -> Answers.read(directory.resolve("none.json")))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("none.json");
    }
}

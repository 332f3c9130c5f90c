// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TerminalPromptTest {
    @Test
    void asksOnceAndTakesTheLineWhenItIsTyped() throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (PipedOutputStream keyboard = new PipedOutputStream();
                BufferedReader in = new BufferedReader(new InputStreamReader(new PipedInputStream(keyboard)))) {
            Prompt prompt = new TerminalPrompt(in, new PrintStream(shown, true, StandardCharsets.UTF_8));

            assertThat(prompt.ask("Go?", Duration.ofMillis(30))).isEmpty();
            keyboard.write("yes\n".getBytes(StandardCharsets.UTF_8));
            keyboard.flush();

            assertThat(prompt.ask("", Duration.ofSeconds(10))).contains("yes");
            assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("Go? ");
        }
    }
}

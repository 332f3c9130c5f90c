// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.CommandResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to a host's /bin/sh means the same to every shell that may stand there. */
class ShellDialectsTest {
    private static final int LIMIT = 100_000;

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh", "ksh93", "mksh"})
    void handsOverWordsAndKeepsOutput(String shell) throws Exception {
        for (String word : NastyStrings.some(80)) {
            CommandResult result = inShell(shell, List.of("printf", "%s", word));

            assertThat(result).isEqualTo(new CommandResult(0, word, "", false));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh", "ksh93", "mksh"})
    void reportsExitStatusesAndSignals(String shell) throws Exception {
        assertThat(inShell(shell, List.of("sh", "-c", "exit 255")).status()).isEqualTo(255);
        assertThat(inShell(shell, List.of("sh", "-c", "kill -9 $$")).status()).isEqualTo(137);
        assertThat(inShell(shell, List.of("no-such-program")).status()).isEqualTo(127);
        assertThat(inShell(shell, List.of("/etc/passwd")).status()).isEqualTo(126);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh", "ksh93", "mksh"})
    void reportsExitStatusesBesideInput(String shell) throws Exception {
        assertThat(statusWithInput(shell, List.of("sh", "-c", "exit 255"))).isEqualTo(255);
        assertThat(statusWithInput(shell, List.of("sh", "-c", "kill -9 $$"))).isEqualTo(137);
        assertThat(statusWithInput(shell, List.of("cat"))).isZero();
    }

    private static CommandResult inShell(String shell, List<String> argv) throws Exception {
        Frame frame = new Frame("host", LIMIT);
        Process process = start(shell);
        try (OutputStream in = process.getOutputStream()) {
            in.write(frame.script(argv).getBytes(StandardCharsets.UTF_8));
        }
        feed(process.getInputStream(), frame.out());
        feed(process.getErrorStream(), frame.err());
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return withoutComplaints(frame.result().get(1, TimeUnit.SECONDS));
    }

    /** Shells say in their own words that a program was not found or was killed. */
    private static CommandResult withoutComplaints(CommandResult result) {
        return result.succeeded() ? result : new CommandResult(result.status(), result.out(), "", result.truncated());
    }

    private static void feed(InputStream from, Tap.Receiver to) throws IOException {
        byte[] all = from.readAllBytes();
        to.receive(all, 0, all.length);
    }

    private static int statusWithInput(String shell, List<String> argv) throws Exception {
        Process process = start(shell, "-c", ExecChannel.script(new Marker(), argv));
        process.getOutputStream().close();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static Process start(String shell, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(shell.split(" "));
        Path program = Path.of("/bin", builder.command().get(0));
        Assumptions.assumeTrue(Files.isExecutable(program), "no " + program + " on this machine");
        builder.command().addAll(List.of(arguments));
        return builder.start();
    }
}

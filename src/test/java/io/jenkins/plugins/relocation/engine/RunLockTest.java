// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("lock");
    }

    /** Another process: tries the lock, says what came of it, and keeps it until its input ends. */
    public static void main(String[] args) throws IOException {
        try (RunLock lock = RunLock.take(Path.of(args[0]), "run r-1", "carol")) {
            System.out.println("taken " + lock);
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (RelocationException e) {
            System.out.println(e.getMessage());
        }
    }

    private Process other() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunLockTest.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String said(Process process) throws IOException {
        return new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
    }

    private static void end(Process process) throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @Test
    void refusesTheSecondOfTheSameProcessByName() {
        try (RunLock first = RunLock.take(file, "run r-1", "alice")) {
            assertThat(first).isNotNull();
            refused("alice, process " + ProcessHandle.current().pid());
        }

        RunLock.take(file, "run r-1", "bob").close();
    }

    @Test
    void isOneLockUnderAllNamesOfAFolder() throws IOException {
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, folder);

        try (RunLock first = RunLock.take(link.resolve("lock"), "run r-1", "alice")) {
            assertThat(first).isNotNull();
            refused("alice");
        }
    }

    @Test
    void refusesWhatAnotherProcessHasByNameUntilThatDies() throws Exception {
        Process other = other();
        try {
            assertThat(said(other)).startsWith("taken");

            refused("carol, process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }

        RunLock.take(file, "run r-1", "bob").close();
    }

    @Test
    void isNotLostToOtherProcessesWhenAnotherOfItsOwnIsRefused() throws Exception {
        try (RunLock first = RunLock.take(file, "run r-1", "alice")) {
            assertThat(first).isNotNull();
            refused("alice");

            Process other = other();
            try {
                assertThat(said(other)).contains("is being worked on by alice");
            } finally {
                end(other);
            }
        }
    }

    private void refused(String holder) {
        assertThatThrownBy(() -> RunLock.take(file, "run r-1", "bob").close())
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContaining("run r-1 is being worked on by " + holder);
    }
}

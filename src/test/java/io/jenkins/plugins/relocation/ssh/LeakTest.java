// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is left behind, however much was done and however it ended. */
class LeakTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final List<String> OURS =
            List.of("relocation-ssh-", "Connect thread", "Exec thread", "DirectTCPIP thread", "PortWatcher");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private MinaServer server;
    private long descriptors;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "no /proc on this machine: cannot count descriptors");
        server = new MinaServer("EC").acceptPassword().start();
        try (SshHosts hosts = hosts()) {
            // Once, so that what is loaded once is loaded.
            hosts.shell(server.host("h")).run(Command.of("cat").reading("x"));
        }
        awaitNoThreads();
        server.dropConnections();
        descriptors = descriptors();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void leavesNothingAfterManyCommands() throws Exception {
        try (SshHosts hosts = hosts()) {
            SshShell shell = hosts.shell(server.host("h"));
            for (int i = 0; i < 200; i++) {
                assertThat(shell.run(Command.of("echo", "n" + i)).text()).isEqualTo("n" + i);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(shell.run(Command.of("cat").reading("x")).text()).isEqualTo("x");
                assertThat(shell.stream(
                                        Command.of("cat"),
                                        InputStream.nullInputStream(),
                                        OutputStream.nullOutputStream())
                                .status())
                        .isZero();
            }
            assertThat(ourThreads()).hasSizeLessThan(12);
        }

        assertNothingLeft();
    }

    @Test
    void leavesNothingAfterManyConnections() throws Exception {
        try (SshHosts hosts = hosts()) {
            SshShell shell = hosts.shell(server.host("h"));
            for (int i = 0; i < 50; i++) {
                server.dropConnections();
                long end = System.nanoTime() + PATIENCE.toNanos();
                while (!shell.answers(Duration.ofSeconds(5))) {
                    assertThat(System.nanoTime()).isLessThan(end);
                }
            }
            assertThat(ourThreads()).hasSizeLessThan(12);
        }

        assertNothingLeft();
    }

    private void assertNothingLeft() throws Exception {
        awaitNoThreads();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (descriptors() > descriptors && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
    }

    private static void awaitNoThreads() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!ourThreads().isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(ourThreads()).isEmpty();
    }

    private static List<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> OURS.stream().anyMatch(name::startsWith))
                .toList();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        }
    }

    private static SshHosts hosts() {
        return new SshHosts(
                name -> Optional.empty(),
                id -> new Secret.Password(MinaServer.PASSWORD.toCharArray()),
                Ticker.SYSTEM,
                SshLimits.DEFAULT,
                Optional.empty());
    }
}

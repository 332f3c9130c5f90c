// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that are not there, go away, come back, or have little room. */
class ReachTest {
    private static final SshLimits IMPATIENT =
            new SshLimits(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(15), 3, 1024, 8);

    private final AtomicInteger resolved = new AtomicInteger();
    private final MinaServer server = new MinaServer("EC").acceptPassword().start();
    private final SshHosts hosts = hosts(SshLimits.DEFAULT);
    private final ExecutorService threads = Executors.newFixedThreadPool(6);

    @TempDir
    private Path dir;

    @AfterEach
    void stop() {
        threads.shutdownNow();
        hosts.close();
        server.close();
    }

    @Test
    void saysThatThePortIsRefused() {
        Host host = server.host("h");
        server.close();

        assertFails(() -> hosts.shell(host), ErrorCode.HOST_UNREACHABLE)
                .hasMessageContaining("host h at 127.0.0.1 port " + host.port())
                .hasMessageContaining("refused");
    }

    @Test
    void saysThatANameIsNotKnown() {
        Host known = server.host("h");
        Host host = Host.of(
                "h", "no-such-host.invalid", 22, known.login(), known.hostKeys().get(0));

        assertFails(() -> hosts.shell(host), ErrorCode.HOST_UNREACHABLE).hasMessageContaining("name service");
    }

    @Test
    void givesUpOnAHostThatSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SshHosts impatient = hosts(IMPATIENT)) {
            Host host = at(silent.getLocalPort());
            long start = System.nanoTime();

            assertFails(() -> impatient.shell(host), ErrorCode.HOST_UNREACHABLE)
                    .hasMessageContaining("did not answer in time");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void saysThatTheHostHungUp() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Future<?> hangUp = threads.submit(() -> {
                rude.accept().close();
                return null;
            });

            assertFails(() -> hosts.shell(at(rude.getLocalPort())), ErrorCode.HOST_UNREACHABLE)
                    .hasMessageContaining("closed the connection");

            hangUp.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void countsTheLoginAgainstTheDeadlineOfTheQuestion() throws IOException {
        SshShell shell = hosts.shell(server.host("h"));
        server.close();
        try (ServerSocket silent = new ServerSocket(server.port(), 5, InetAddress.getLoopbackAddress())) {
            assertThat(silent.isBound()).isTrue();
            long start = System.nanoTime();

            boolean answers = shell.answers(Duration.ofMillis(400));

            assertThat(answers).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void saysThatTheOutcomeIsUnknownWhenTheHostDiesDuringACommand() throws Exception {
        SshShell shell = hosts.shell(server.host("h"));
        Path started = dir.resolve("started");
        Future<CommandResult> running = threads.submit(
                () -> shell.run(Command.of("sh", "-c", "touch \"$1\"; exec sleep 30", "sh", started.toString())));
        awaitFile(started);

        server.close();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RelocationException.class)
                .satisfies(e ->
                        assertThat(((RelocationException) e.getCause()).code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessageContaining("outcome is not known");
    }

    @Test
    void logsInAgainAfterTheConnectionDropped() {
        SshShell shell = hosts.shell(server.host("h"));
        assertThat(resolved).hasValue(1);

        server.dropConnections();
        awaitAnswer(shell);

        assertThat(shell.run(Command.of("echo", "back")).text()).isEqualTo("back");
        assertThat(resolved).hasValueGreaterThan(1);
    }

    private static void awaitAnswer(SshShell shell) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!shell.answers(Duration.ofSeconds(5))) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void sharesOneLoginAmongThreads() throws Exception {
        Host host = server.host("h");
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(threads.submit(
                    () -> hosts.shell(host).run(Command.of("echo", "in")).text()));
        }

        for (Future<String> one : all) {
            assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("in");
        }

        assertThat(resolved).hasValue(1);
    }

    @Test
    void usesMoreConnectionsWhereAHostAllowsOneChannelEach() throws Exception {
        OpenSshServer.assumeAvailable();
        TestKeys keys = TestKeys.of("ed25519");
        try (OpenSshServer narrow = new OpenSshServer(dir, keys.publicLine(), "MaxSessions 1");
                SshHosts access = keyed(keys)) {
            SshShell shell = access.shell(narrow.host("h"));
            List<Future<CommandResult>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> shell.run(Command.of("sh", "-c", "sleep 0.3; echo done"))));
            }

            for (Future<CommandResult> one : all) {
                assertThat(one.get(20, TimeUnit.SECONDS).text()).isEqualTo("done");
            }
            assertThat(shell.run(Command.of("cat").reading("input")).text()).isEqualTo("input");
        }
    }

    @Test
    void saysThatTheHostAllowsNoSession() throws Exception {
        OpenSshServer.assumeAvailable();
        TestKeys keys = TestKeys.of("ed25519");
        try (OpenSshServer closed = new OpenSshServer(dir, keys.publicLine(), "MaxSessions 0");
                SshHosts access = keyed(keys)) {
            assertFails(() -> access.shell(closed.host("h")), ErrorCode.LOGIN_FAILED)
                    .hasMessageContaining("MaxSessions");
        }
    }

    @Test
    void allowsOldAlgorithmsForOneHostOnly() {
        server.noCommonCipher();
        Host strict = server.host("h");
        Host lenient = with(strict, List.of("aes256-cbc", "aes128-ctr"));

        assertFails(() -> hosts.shell(strict), ErrorCode.UNSUPPORTED)
                .hasMessageContaining("aes256-cbc")
                .hasMessageContaining("algorithms");
        assertThat(hosts.shell(lenient).answers(Duration.ofSeconds(10))).isTrue();
        assertThat(SshHosts.legacyAlgorithms(lenient)).containsExactly("aes256-cbc");
        assertThat(SshHosts.legacyAlgorithms(strict)).isEmpty();
    }

    @Test
    void refusesAlgorithmsThatAreNone() {
        Host host = server.host("h");

        assertFails(() -> hosts.shell(with(host, List.of("none"))), ErrorCode.BAD_INPUT);
        assertFails(() -> hosts.shell(with(host, List.of("rot13-cbc"))), ErrorCode.BAD_INPUT)
                .hasMessageContaining("rot13-cbc");
    }

    @Test
    void refusesWorkAfterClosing() {
        SshShell shell = hosts.shell(server.host("h"));
        hosts.close();

        assertFails(() -> shell.run(Command.of("true")), ErrorCode.STOPPED);
        assertFails(() -> hosts.shell(server.host("h")), ErrorCode.STOPPED);
    }

    @Test
    void opensAnewAfterOneShellWasClosed() {
        SshShell shell = hosts.shell(server.host("h"));
        shell.close();

        assertThat(hosts.shell(server.host("h")).answers(Duration.ofSeconds(10)))
                .isTrue();
    }

    @Test
    void putsTheCallersThreadFirst() {
        Thread.currentThread().interrupt();

        assertFails(() -> hosts.shell(server.host("h")), ErrorCode.STOPPED);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(hosts.shell(server.host("h")).answers(Duration.ofSeconds(10)))
                .isTrue();
    }

    private void awaitFile(Path file) throws InterruptedException {
        for (int i = 0; i < 500 && !Files.exists(file); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(file).exists();
    }

    private Host at(int port) {
        Host known = server.host("h");
        return Host.of("h", "127.0.0.1", port, known.login(), known.hostKeys().get(0));
    }

    private static Host with(Host host, List<String> algorithms) {
        return new Host(
                host.name(),
                host.address(),
                host.port(),
                new Login(host.login().user(), "password", Login.Become.NONE),
                host.hostKeys(),
                "",
                host.labels(),
                host.limits(),
                host.transfer(),
                host.stateDir(),
                host.imageDir(),
                algorithms);
    }

    private SshHosts hosts(SshLimits limits) {
        return new SshHosts(
                name -> Optional.empty(),
                id -> {
                    resolved.incrementAndGet();
                    return new Secret.Password(MinaServer.PASSWORD.toCharArray());
                },
                Ticker.SYSTEM,
                limits,
                Optional.empty());
    }

    private static SshHosts keyed(TestKeys keys) {
        return new SshHosts(
                name -> Optional.empty(), id -> keys.secret(), Ticker.SYSTEM, SshLimits.DEFAULT, Optional.empty());
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable call, ErrorCode code) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(RelocationException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shell on a host does, whichever server the host runs. */
abstract class ShellContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private SshHosts hosts;
    private SshShell shell;

    abstract TestServer server();

    abstract TestKeys keys();

    @BeforeEach
    void logIn() {
        hosts = new SshHosts(
                name -> Optional.empty(), id -> keys().secret(), Ticker.SYSTEM, SshLimits.DEFAULT, Optional.empty());
        shell = hosts.shell(server().host("host1"));
    }

    @AfterEach
    void logOut() {
        hosts.close();
    }

    @Test
    void handsOverEveryWordExactly() {
        List<String> words = NastyStrings.some(300);

        List<String> returned = words.stream()
                .map(word -> shell.run(Command.of("printf", "%s", word))
                        .orThrow("printf")
                        .out())
                .toList();

        assertThat(returned).isEqualTo(words);
    }

    @Test
    void handsOverEveryWordExactlyBesideInput() {
        List<String> words = NastyStrings.some(20);

        List<String> returned = words.stream()
                .map(word -> shell.run(Command.of("sh", "-c", "cat; printf %s \"$1\"", "sh", word)
                                .reading("in:"))
                        .out())
                .toList();

        assertThat(returned).isEqualTo(words.stream().map(word -> "in:" + word).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no line end", "line end\n", "\n\n", "a\nb", "R\nRRR", " 0\n"})
    void keepsOutputAsItIs(String text) {
        CommandResult result = shell.run(Command.of("sh", "-c", "printf %s \"$1\"; printf %s \"$1\" >&2", "sh", text));

        assertThat(result).isEqualTo(new CommandResult(0, text, text, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 127, 255})
    void reportsTheExitStatus(int status) {
        Command command = Command.of("sh", "-c", "echo out; echo err >&2; exit " + status);

        CommandResult plain = shell.run(command);
        CommandResult withInput = shell.run(command.reading("x"));

        assertThat(plain).isEqualTo(new CommandResult(status, "out\n", "err\n", false));
        assertThat(withInput).isEqualTo(plain);
    }

    @Test
    void reportsASignalAsShellsDo() {
        Command command = Command.of("sh", "-c", "kill -9 $$");

        assertThat(shell.run(command).status()).isEqualTo(137);
        assertThat(shell.run(command.reading("x")).status()).isEqualTo(137);
    }

    @Test
    void runsProgramsNotWhatTheShellHasBuiltIn() {
        CommandResult exit = shell.run(Command.of("exit", "3"));
        CommandResult cd = shell.run(Command.of("cd", "/"));
        CommandResult after = shell.run(Command.of("echo", "still here"));

        assertThat(exit.status()).isEqualTo(127);
        assertThat(cd.status()).isEqualTo(127);
        assertThat(after.out()).isEqualTo("still here\n");
    }

    @Test
    void keepsThreeMebibytes() {
        int size = 3 * 1024 * 1024;
        Command command = Command.of("sh", "-c", "head -c 3145728 /dev/zero | tr '\\0' R; echo end >&2")
                .within(PATIENCE);

        CommandResult result = shell.run(command);

        assertThat(result.out()).hasSize(size).containsOnlyOnce("R".repeat(size));
        assertThat(result.err()).isEqualTo("end\n");
        assertThat(result.truncated()).isFalse();
    }

    @Test
    void cutsOutputAtTheLimitAndReadsOn() {
        Command command = Command.of("sh", "-c", "head -c 9000000 /dev/zero | tr '\\0' x; echo end >&2; exit 4")
                .within(PATIENCE);

        CommandResult result = shell.run(command);

        assertThat(result.out()).hasSize(SshLimits.DEFAULT.maxOutput());
        assertThat(result.truncated()).isTrue();
        assertThat(result.err()).isEqualTo("end\n");
        assertThat(result.status()).isEqualTo(4);
        assertThat(shell.run(Command.of("echo", "next")).out()).isEqualTo("next\n");
    }

    @Test
    void givesAnEmptyInputWhenThereIsNone() {
        CommandResult result = shell.run(Command.of("cat"));

        assertThat(result).isEqualTo(new CommandResult(0, "", "", false));
    }

    @Test
    void givesBinaryInputToTheCommand() {
        byte[] input = new byte[200_000];
        new Random(1).nextBytes(input);

        CommandResult result = shell.run(Command.of("sha256sum").reading(input));

        assertThat(result.text()).startsWith(hex(digest(input)));
    }

    @Test
    void endsWhenTheCommandDoesNotReadItsInput() {
        byte[] input = new byte[8 * 1024 * 1024];

        CommandResult result = shell.run(Command.of("sh", "-c", "exit 5").reading(input));

        assertThat(result.status()).isEqualTo(5);
    }

    @Test
    void dropsWhatAnEarlierCommandSaysLate() throws InterruptedException {
        shell.run(Command.of("sh", "-c", "(sleep 0.2; echo late) & echo early"));
        TimeUnit.MILLISECONDS.sleep(500);

        assertThat(shell.run(Command.of("echo", "mine")).out()).isEqualTo("mine\n");
    }

    @Test
    void runsCommandsOfSeveralThreadsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        long start = System.nanoTime();

        List<Future<CommandResult>> running = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "thread " + i;
            running.add(threads.submit(() -> shell.run(Command.of("sh", "-c", "sleep 1; echo \"$1\"", "sh", name))));
        }
        List<String> results = new ArrayList<>();
        for (Future<CommandResult> result : running) {
            results.add(result.get(30, TimeUnit.SECONDS).text());
        }

        threads.shutdownNow();
        assertThat(results)
                .containsExactly(
                        "thread 0", "thread 1", "thread 2", "thread 3", "thread 4", "thread 5", "thread 6", "thread 7");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void givesUpAtTheDeadlineAndGoesOn() {
        Command endless = Command.of("sleep", "30").within(Duration.ofMillis(300));

        assertThatThrownBy(() -> shell.run(endless))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessageContaining("sleep 30")
                .hasMessageContaining("host1")
                .hasMessageContaining("0.300 s")
                .hasMessageContaining("outcome is not known");
        assertThatThrownBy(() -> shell.run(endless.reading("x"))).hasMessageContaining("outcome is not known");
        assertThat(shell.run(Command.of("echo", "next")).out()).isEqualTo("next\n");
    }

    @Test
    void goesOnAfterManyHangingCommands() {
        Command endless = Command.of("sleep", "20").within(Duration.ofMillis(100));

        for (int i = 0; i < 15; i++) {
            assertThatThrownBy(() -> shell.run(endless)).isInstanceOf(RelocationException.class);
        }

        assertThat(shell.run(Command.of("echo", "next")).out()).isEqualTo("next\n");
    }

    @Test
    void stopsWaitingWhenInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> shell.run(Command.of("sleep", "5")))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STOPPED));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(shell.answers(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void streamsBothWaysWithoutChangingAByte() throws GeneralSecurityException, IOException {
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        int size = 64 * 1024 * 1024;
        InputStream source = new DigestInputStream(new RandomBytes(size), sent);
        OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), received);
        long start = System.nanoTime();

        CommandResult result = shell.stream(
                Command.of("sh", "-c", "cat; echo done >&2; exit 3").within(PATIENCE), source, sink);

        System.out.printf(
                "%s: 64 MiB both ways in %d ms%n",
                getClass().getSimpleName(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        assertThat(result).isEqualTo(new CommandResult(3, "", "done\n", false));
        assertThat(hex(received.digest())).isEqualTo(hex(sent.digest()));
    }

    @Test
    void runsCommandsWhileAStreamIsStuck() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        BlockedSink blocked = new BlockedSink();

        Future<CommandResult> stream = threads.submit(() -> shell.stream(
                Command.of("head", "-c", "20000000", "/dev/zero").within(PATIENCE),
                InputStream.nullInputStream(),
                blocked));
        blocked.awaitFirstByte();
        CommandResult beside = shell.run(Command.of("echo", "beside"));
        blocked.open();

        assertThat(beside.out()).isEqualTo("beside\n");
        assertThat(stream.get(30, TimeUnit.SECONDS).status()).isZero();
        assertThat(blocked.count()).isEqualTo(20_000_000);
        threads.shutdownNow();
    }

    @Test
    void endsAStreamAtItsDeadlineEvenIfTheSinkIsStuck() {
        BlockedSink blocked = new BlockedSink();
        Command command = Command.of("head", "-c", "20000000", "/dev/zero").within(Duration.ofSeconds(1));

        assertThatThrownBy(() -> shell.stream(command, InputStream.nullInputStream(), blocked))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE));

        long seen = blocked.count();
        blocked.open();
        assertThat(shell.answers(Duration.ofSeconds(10))).isTrue();
        assertThat(blocked.count()).isLessThan(seen + 100_000);
    }

    @Test
    void failsAStreamWhoseSourceFails() {
        InputStream broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left == 0) {
                    throw new IOException("disk gone");
                }
                left--;
                return 'x';
            }
        };

        assertThatThrownBy(() -> shell.stream(Command.of("cat"), broken, OutputStream.nullOutputStream()))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_FAILED))
                .hasMessageContaining("disk gone");
    }

    @Test
    void failsAStreamWhoseSinkFails() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };

        assertThatThrownBy(() -> shell.stream(
                        Command.of("cat", "/dev/zero").within(PATIENCE), InputStream.nullInputStream(), broken))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_FAILED))
                .hasMessageContaining("disk full");
    }

    @Test
    void boundsTheErrorOutputOfAStream() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        CommandResult result = shell.stream(
                Command.of("sh", "-c", "cat; head -c 5000000 /dev/zero >&2").within(PATIENCE),
                new ByteArrayInputStream("text".getBytes(StandardCharsets.UTF_8)),
                out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("text");
        assertThat(result.err()).hasSize(SshLimits.DEFAULT.maxOutput());
        assertThat(result.truncated()).isTrue();
    }

    @Test
    void refusesAProgramThatLooksLikeAnOption() {
        assertThatThrownBy(() -> shell.run(Command.of("-x")))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_INPUT));
    }

    @Test
    void measuresTheCostOfACommand() {
        for (int i = 0; i < 50; i++) {
            shell.run(Command.of("true"));
        }
        long[] nanos = new long[300];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            shell.run(Command.of("true"));
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);

        System.out.printf(
                "%s: a command in the persistent shell: median %.2f ms, 95 %% within %.2f ms%n",
                getClass().getSimpleName(), nanos[150] / 1e6, nanos[285] / 1e6);
        assertThat(nanos[0]).isPositive();
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}

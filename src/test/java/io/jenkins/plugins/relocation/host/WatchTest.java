// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Permits;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What hosts do about a freeze when nobody is there any more who asks them anything: real processes, between two directories;
 * CRIU and ssh are played.
 */
class WatchTest {
    private static final long SHORT = 1500;

    /** Runs what the key of the leg allows, as sshd would. */
    private static final String SSH =
            """
            #!/bin/sh
            here=${0%/*}
            for word; do :; done
            if [ -e "$here/cut" ]; then echo "the network is cut" >&2; exit 255; fi
            if [ "$word" = freeze ] && [ -e "$here/break" ]; then
                # Too early for the rest to fit into a pipe: otherwise the source might have said its last word by then.
                head -c 8389000 | sh "$here/receive" "$word"
                exit 255
            fi
            if [ "$word" = freeze ] && [ -e "$here/lose" ]; then
                sh "$here/receive" "$word" | sed -u '/^void$/d; /^received$/d; /^resumed$/d'
                exit 255
            fi
            exec sh "$here/receive" "$word"
            """;

    @TempDir
    private Path dir;

    private LocalHosts hosts;
    private HostScript script;
    private Operations operations;
    private Leg leg;
    private Process app;

    @BeforeEach
    void start() throws IOException {
        PlayedCriu.install(dir.resolve("bin"));
        PlayedCriu.executable(dir.resolve("bin/ssh"), SSH);
        hosts = new LocalHosts(dir, List.of("/bin/sh"));
        script = new HostScript(hosts);
        operations = new Operations(script, Ticker.SYSTEM);
        leg = hosts.leg("run", 1);
        app = new ProcessBuilder("sleep", "1000").start();
    }

    @AfterEach
    void stop() {
        for (Leg.End end : Leg.End.values()) {
            script.run(leg, end, Call.of("discard").within(Duration.ofSeconds(60)));
            script.run(leg, end, Call.of("leg-clean", leg.id()));
            new HostGuards(hosts).release(leg, end);
        }
        app.destroyForcibly();
    }

    @Test
    void continuesWhatWasNeverHandedOver() throws Exception {
        open();
        Files.writeString(dir.resolve("bin/break"), "");

        freeze();

        assertThat(isFrozen()).isTrue();
        await(() -> !isFrozen());
        assertThat(reason()).contains("continued by its host", "the copy never ran");
        assertThat(source("handover")).hasContent("void 1");
    }

    @Test
    void continuesWhenTheTargetSaysThatItsCopyNeverRan() throws Exception {
        open();
        Files.writeString(dir.resolve("bin/kill-act"), "");

        freeze();

        assertThat(source("handover")).hasContent("sent 1");
        assertThat(isFrozen()).isTrue();
        await(() -> !isFrozen());
        assertThat(reason()).contains("continued by its host");
    }

    @Test
    void keepsWhatRunsOnTheTarget() throws Exception {
        open();

        freeze();

        assertThat(reason()).contains("its copy may run on the target");
        assertThat(isFrozen()).isTrue();
        await(() -> watch().ended());
        assertThat(watch().succeeded()).isTrue();
    }

    @Test
    void keepsItAsLongAsTheTargetDoesNotAnswerAndAsksAgain() throws Exception {
        open();
        Files.writeString(dir.resolve("bin/kill-act"), "");
        Files.writeString(dir.resolve("bin/lose"), "");
        freeze();
        Files.writeString(dir.resolve("bin/cut"), "");

        await(() -> Files.exists(source("reason")));

        assertThat(reason()).contains("does not answer");
        assertThat(isFrozen()).isTrue();
        Files.delete(dir.resolve("bin/cut"));
        await(() -> !isFrozen());
    }

    @Test
    void leavesItToWhoeverHasANewerEpoch() throws Exception {
        open();
        Files.writeString(dir.resolve("bin/break"), "");
        freeze();

        Leg newer = new Leg("run", 2, 2, leg.workload(), leg.from(), leg.to(), Leg.Way.OUT);
        new HostGuards(hosts).take(newer, Leg.End.FROM);
        new HostGuards(hosts).take(newer, Leg.End.TO);

        await(() -> watch().ended());
        assertThat(isFrozen()).isTrue();
        assertThat(source("reason")).doesNotExist();
        script.run(
                newer,
                Leg.End.FROM,
                Call.of("leg-open", newer.id(), newer.from().imageDir()).reading(""));
        sendSignal("CONT");
        leg = newer;
    }

    @Test
    void endsWithTheLeg() throws Exception {
        open(600_000);
        freeze();
        assertThat(watch().ended()).isFalse();

        script.run(leg, Leg.End.FROM, Call.of("discard").within(Duration.ofSeconds(60)));

        assertThat(watch().ended()).isTrue();
    }

    @Test
    void leavesNothingToDoWhereAnEngineCameFirst() throws Exception {
        open();
        Files.writeString(dir.resolve("bin/break"), "");
        freeze();

        assertThat(new Permits(script).revoke(leg)).isTrue();
        script.run(leg, Leg.End.FROM, Call.of("thaw", leg.id()).within(Duration.ofSeconds(60)));

        assertThat(isFrozen()).isFalse();
        await(() -> watch().ended());
        assertThat(reason()).contains("runs here again");
    }

    /** The engine may die between its decision and what comes of it. */
    @Test
    void watchesUntilTheLegIsCleanedUp() throws Exception {
        open(600_000);
        Files.writeString(dir.resolve("bin/break"), "");
        freeze();
        assertThat(new Permits(script).revoke(leg)).isTrue();
        script.run(leg, Leg.End.FROM, Call.of("thaw", leg.id()).within(Duration.ofSeconds(60)));
        assertThat(watch().ended()).isFalse();
        Path watcher = source("watch.state");
        long pid = Long.parseLong(
                Files.readString(watcher).replaceFirst("(?s)^.*pid=", "").replaceFirst("(?s)\n.*$", ""));

        script.run(leg, Leg.End.FROM, Call.of("leg-clean", leg.id()));

        await(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void freezesNothingThatIsNotWatchedOver() throws Exception {
        open();
        Files.writeString(source("plan"), Files.readString(source("plan")).replaceAll("deadline=.*", "deadline=soon"));

        Operation freeze = freeze();

        assertThat(freeze.succeeded()).isFalse();
        assertThat(freeze.said()).anySatisfy(line -> assertThat(line).contains("watch"));
        assertThat(isFrozen()).isFalse();
    }

    private void open() throws IOException {
        open(SHORT);
    }

    private void open(long deadlineMillis) throws IOException {
        HostGuards guards = new HostGuards(hosts);
        guards.take(leg, Leg.End.FROM);
        guards.take(leg, Leg.End.TO);
        String start = Files.readString(Path.of("/proc/%d/stat".formatted(app.pid())))
                .replaceFirst("^.*\\) ", "")
                .split(" ")[19];
        script.run(
                leg,
                Leg.End.FROM,
                Call.of("leg-open", leg.id(), leg.from().imageDir())
                        .reading("root=%d %s\n%s\ndeadline=%d\n"
                                .formatted(app.pid(), start, Permits.PLAN, deadlineMillis)));
        script.run(
                leg,
                Leg.End.TO,
                Call.of("leg-open", leg.id(), leg.to().imageDir()).reading(Permits.PLAN + "\nrestore=at-once\n"));
        List<String> words = hosts.words(script.command(leg, Leg.End.TO, Call.of("receive", leg.id())));
        Files.writeString(dir.resolve("bin/receive"), "exec '%s' \"$@\"\n".formatted(String.join("' '", words)));
        Files.writeString(source("ssh.conf"), "played\n");
    }

    private Operation freeze() {
        return operations.complete(leg, Leg.End.FROM, "freeze", Duration.ofSeconds(60), Progress.NONE);
    }

    private Operation watch() {
        return operations.poll(leg, Leg.End.FROM, "watch");
    }

    private boolean isFrozen() {
        try {
            return Files.readString(Path.of("/proc/%d/stat".formatted(app.pid())))
                    .replaceFirst("^.*\\) ", "")
                    .startsWith("T");
        } catch (IOException e) {
            return false;
        }
    }

    private void sendSignal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(app.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private String reason() throws IOException {
        await(() -> Files.exists(source("reason")));
        return Files.readString(source("reason"));
    }

    private Path source(String file) {
        return hosts.state("a").resolve("legs").resolve(leg.id()).resolve(file);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.driver.Permits;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The permit that goes along with a freeze, between two directories and with real processes; CRIU is played. */
class PermitTest {
    private static final int ROUNDS = 12;

    @TempDir
    private Path dir;

    private LocalHosts hosts;
    private HostScript script;
    private Operations operations;
    private Permits permits;
    private Leg leg;
    private Process app;

    @BeforeEach
    void startApp() throws IOException {
        use(List.of("/bin/sh"));
        PlayedCriu.install(dir.resolve("bin"));
        app = new ProcessBuilder("sleep", "1000").start();
    }

    @AfterEach
    void stopApp() {
        destroy();
        app.destroyForcibly();
    }

    private void use(List<String> shell) {
        hosts = new LocalHosts(dir, shell);
        script = new HostScript(hosts);
        operations = new Operations(script, Ticker.SYSTEM);
        permits = new Permits(script);
        leg = hosts.leg("run", 1);
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void theCopyRunsWithoutBeingAskedAndThenThePermitCannotBeTakenBack(List<String> shell) throws Exception {
        use(shell);
        open();

        assertThat(move().succeeded()).isTrue();
        Operation restore = restored();

        assertThat(restore.succeeded()).as("%s", restore).isTrue();
        assertThat(restore.values()).containsKeys("resumed", "now");
        assertThat(runs()).isEqualTo(1);
        assertThat(permits.revoke(leg)).isFalse();
        assertThat(permits.revoke(leg)).isFalse();
        assertThat(script.run(leg, Leg.End.TO, Call.of("permit", leg.id())).lines())
                .contains("copy=running");
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void takenBackBeforeTheLastWordTheTargetNeverBegins() throws Exception {
        open();
        Permits cut = new Permits(new HostScript(without("b")));

        assertThat(cut.revoke(leg)).isTrue();
        Operation freeze = move();

        assertThat(freeze.succeeded()).isFalse();
        assertThat(freeze.said()).anySatisfy(line -> assertThat(line).contains("taken back"));
        assertThat(target("complete")).doesNotExist();
        assertThat(restored().said()).anySatisfy(line -> assertThat(line).contains("nothing is restored"));
        assertThat(runs()).isZero();
        assertThat(cut.revoke(leg)).isTrue();
    }

    @Test
    void takenBackBeforeTheCopyIsStagedItIsNotRestored() throws Exception {
        open();

        assertThat(permits.revoke(leg)).isTrue();
        move();

        assertThat(restored().said()).anySatisfy(line -> assertThat(line).contains("taken back"));
        assertThat(runs()).isZero();
        assertThatThrownBy(() -> script.run(leg, Leg.End.TO, Call.of("permit", leg.id())))
                .hasMessageContaining("taken back");
    }

    @Test
    void afterTheLastWordOnlyTheTargetCanTell() throws Exception {
        open();
        move();
        restored();

        assertThatThrownBy(() -> new Permits(new HostScript(without("b"))).revoke(leg))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessageContaining("already told");
        assertThatThrownBy(() -> new Permits(new HostScript(without("ab"))).revoke(leg))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessageContaining("does not answer either");
    }

    /** Again and again, at ever other moments: the copy runs exactly when the permit could not be taken back. */
    @Test
    void exactlyOneOfPermitAndRevocationWins() throws Exception {
        int won = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            leg = hosts.leg("run" + round, round);
            open();
            Leg mine = leg;
            long delay = TimeUnit.MILLISECONDS.toNanos(10L * (round % 10));
            move(false);
            operations.start(leg, Leg.End.TO, "restore");

            CompletableFuture<Boolean> revoked = CompletableFuture.supplyAsync(() -> {
                LockSupport.parkNanos(delay);
                return permits.revoke(mine);
            });
            Operation restore = restored();
            boolean taken = revoked.get(60, TimeUnit.SECONDS);

            assertThat(restore.succeeded()).as("round %d: %s", round, restore).isEqualTo(!taken);
            assertThat(runs()).as("round %d", round).isEqualTo(taken ? 0 : 1);
            won += taken ? 1 : 0;
            if (round == ROUNDS) {
                break;
            }
            destroy();
            app.destroyForcibly();
            app = new ProcessBuilder("sleep", "1000").start();
            Files.deleteIfExists(dir.resolve("bin/ran"));
        }
        System.out.printf("the revocation won %d of %d times%n", won, ROUNDS);
    }

    @Test
    void anOlderEpochResumesNothing() throws Exception {
        open();
        move(false);
        Files.writeString(dir.resolve("bin/pause"), "1");
        operations.start(leg, Leg.End.TO, "restore");

        Leg newer = new Leg("run", 2, 2, leg.workload(), leg.from(), leg.to(), Leg.Way.OUT);
        new HostGuards(hosts).take(newer, Leg.End.TO);

        assertThat(target("permit")).hasContent("void 2");
        Operation restore = operations.poll(leg, Leg.End.TO, "restore");
        while (!restore.ended()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            restore = operations.poll(leg, Leg.End.TO, "restore");
        }
        assertThat(restore.succeeded()).isFalse();
        assertThat(runs()).isZero();
        new HostGuards(hosts).take(newer, Leg.End.FROM);
        assertThat(hosts.state("a").resolve("legs").resolve(leg.id()).resolve("handover"))
                .hasContent("sent 1");
        leg = newer;
    }

    @Test
    void anActionScriptThatDiesPermitsNothing() throws Exception {
        open();
        Files.writeString(dir.resolve("bin/kill-act"), "");
        move();

        assertThat(restored().succeeded()).isFalse();
        assertThat(runs()).isZero();
        assertThat(permits.revoke(leg)).isTrue();
    }

    @Test
    void whatHadItsPermitAndDiedBeforeItRanCountsAsNeverRun() throws Exception {
        open();
        Files.writeString(dir.resolve("bin/die-early"), "");
        move();

        assertThat(restored().succeeded()).isFalse();
        assertThat(target("permit")).hasContent("go 1");
        assertThat(runs()).isZero();
        assertThat(permits.revoke(leg)).isTrue();
    }

    @Test
    void whatDiedRightAfterItRanMayHaveBeenSeen() throws Exception {
        open();
        Files.writeString(dir.resolve("bin/die-late"), "");
        move();

        assertThat(restored().succeeded()).isFalse();
        assertThat(runs()).isEqualTo(1);
        assertThat(permits.revoke(leg)).isFalse();
    }

    /** After a power cut a permit that was used may be missing: it had not been waited for to reach the disk. */
    @Test
    void aHostThatStartedAnewAndFindsNoPermitDoesNotRemember() throws Exception {
        open();
        move();
        restored();
        Files.delete(target("permit"));
        Files.writeString(target("boot"), "another one 1\n");

        assertThat(permits.revoke(leg)).isFalse();
        assertThat(target("permit")).doesNotExist();
    }

    @Test
    void aSourceThatHandedNothingOverRemembersForTheTarget() throws Exception {
        open();
        Files.writeString(target("boot"), "another one 1\n");

        assertThat(permits.revoke(leg)).isTrue();
    }

    private void open() throws IOException {
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
                        .reading("root=%d %s\n%s\n".formatted(app.pid(), start, Permits.PLAN)));
        openTarget("restore=at-once\n");
    }

    private void openTarget(String more) {
        script.run(
                leg,
                Leg.End.TO,
                Call.of("leg-open", leg.id(), leg.to().imageDir()).reading(Permits.PLAN + "\n" + more));
    }

    private Operation move() throws Exception {
        return move(true);
    }

    /** Freezes and carries everything to the other end, which restores by itself, or not yet. */
    private Operation move(boolean restores) throws Exception {
        if (!restores) {
            openTarget("");
        }
        operations.start(leg, Leg.End.FROM, "freeze");
        Command relay = script.command(leg, Leg.End.FROM, Call.of("relay", leg.id(), "freeze"));
        Command receive = script.command(leg, Leg.End.TO, Call.of("receive", leg.id(), "freeze"));
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", "-c", "%s | %s".formatted(quoted(relay), quoted(receive)));
        builder.environment().merge("PATH", dir.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
        Process pipeline = builder.redirectErrorStream(true)
                .redirectOutput(dir.resolve("pipeline.out").toFile())
                .start();
        assertThat(pipeline.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return operations.complete(leg, Leg.End.FROM, "freeze", Duration.ofSeconds(30), Progress.NONE);
    }

    private String quoted(Command command) {
        return "'" + String.join("' '", hosts.words(command)) + "'";
    }

    private Operation restored() {
        return operations.complete(leg, Leg.End.TO, "restore", Duration.ofSeconds(60), Progress.NONE);
    }

    /** How many copies CRIU let run. */
    private long runs() throws IOException {
        Path ran = dir.resolve("bin/ran");
        return Files.exists(ran) ? Files.readAllLines(ran).size() : 0;
    }

    private Path target(String file) {
        return hosts.state("b").resolve("legs").resolve(leg.id()).resolve(file);
    }

    private void destroy() {
        script = new HostScript(new LocalHosts(dir, List.of("/bin/sh")));
        for (Leg.End end : Leg.End.values()) {
            script.run(leg, end, Call.of("discard").within(Duration.ofSeconds(60)));
            script.run(leg, end, Call.of("leg-clean", leg.id()));
            new HostGuards(hosts).release(leg, end);
        }
    }

    /** The same hosts, some of which cannot be reached. */
    private HostAccess without(String names) {
        return new HostAccess() {
            @Override
            public RemoteShell shell(Host host) {
                RemoteShell shell = hosts.shell(host);
                return !names.contains(host.name())
                        ? shell
                        : new RemoteShell() {
                            @Override
                            public Host host() {
                                return host;
                            }

                            @Override
                            public CommandResult run(Command command) {
                                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " is cut off");
                            }

                            @Override
                            public CommandResult stream(Command command, InputStream source, OutputStream sink) {
                                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " is cut off");
                            }

                            @Override
                            public boolean answers(Duration within) {
                                return false;
                            }

                            @Override
                            public void close() {}
                        };
            }

            @Override
            public void close() {}
        };
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards.Guard;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard logic of the host script, run for real by every shell that is here. */
class HostGuardsTest {
    private static final Holder ALICE = Holder.of("alice", "ops1");

    @TempDir
    private Path dir;

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void theEpochOutlivesTheRun(List<String> shell) {
        LocalHosts hosts = new LocalHosts(dir, shell);
        HostGuards guards = new HostGuards(hosts);
        Leg leg = hosts.leg("first", 3);
        assertThat(guards.read(leg.from(), "app")).isEmpty();

        guards.take(leg, Leg.End.FROM, ALICE);
        guards.take(leg, Leg.End.FROM, ALICE);

        assertThat(guards.read(leg.from(), "app")).contains(new Guard("first", 1, 3, true, ALICE));
        guards.release(leg, Leg.End.FROM);
        guards.release(leg, Leg.End.FROM);
        assertThat(guards.read(leg.from(), "app")).contains(new Guard("first", 1, 3, false, ALICE));
        assertThat(guards.read(leg.to(), "app")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void refusesAnotherRunAndOlderEpochs(List<String> shell) {
        LocalHosts hosts = new LocalHosts(dir, shell);
        HostGuards guards = new HostGuards(hosts);
        Leg first = hosts.leg("first", 3);
        guards.take(first, Leg.End.FROM, ALICE);

        refused(
                () -> guards.take(hosts.leg("second", 4), Leg.End.FROM, ALICE),
                "run first of alice@ops1, attempt 1, epoch 3, held");
        refused(() -> guards.take(hosts.leg("first", 2), Leg.End.FROM, ALICE), "not newer");
        refused(() -> guards.release(hosts.leg("second", 4), Leg.End.FROM), "first");
        guards.release(first, Leg.End.FROM);
        refused(() -> guards.take(hosts.leg("second", 3), Leg.End.FROM, ALICE), "not newer");
        refused(() -> guards.take(hosts.leg("second", 2), Leg.End.FROM, ALICE), "not newer");

        guards.take(hosts.leg("second", 4), Leg.End.FROM, ALICE);
        assertThat(guards.read(first.from(), "app")).contains(new Guard("second", 1, 4, true, ALICE));
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void refusesCommandsOfWhoDoesNotHoldTheGuard(List<String> shell) {
        LocalHosts hosts = new LocalHosts(dir, shell);
        HostGuards guards = new HostGuards(hosts);
        HostScript script = new HostScript(hosts);
        Leg leg = hosts.leg("first", 3);

        refused(() -> script.run(leg, Leg.End.FROM, Call.of("thaw", leg.id())), "not taken");
        guards.take(leg, Leg.End.FROM, ALICE);
        refused(() -> script.run(hosts.leg("first", 2), Leg.End.FROM, Call.of("thaw", leg.id())), "newer epoch");
        refused(() -> script.run(hosts.leg("other", 3), Leg.End.FROM, Call.of("discard")), "somebody else");
        guards.release(leg, Leg.End.FROM);
        refused(() -> script.run(leg, Leg.End.FROM, Call.of("discard")), "given back");
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void onlyOneOfManyRunsTakesIt(List<String> shell) {
        LocalHosts hosts = new LocalHosts(dir, shell);
        HostGuards guards = new HostGuards(hosts);
        assertThat(guards.read(hosts.host("a"), "app")).isEmpty();

        List<CompletableFuture<Boolean>> takers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Leg leg = hosts.leg("run-" + i, 10);
            takers.add(CompletableFuture.supplyAsync(() -> takes(guards, leg)));
        }

        assertThat(takers.stream().filter(CompletableFuture::join)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void theLockOfADeadProcessIsBroken(List<String> shell) throws IOException {
        LocalHosts hosts = new LocalHosts(dir, shell);
        Path guard = Files.createDirectories(hosts.state("a").resolve("guards"));
        Files.createSymbolicLink(guard.resolve("app.lock"), Path.of("4194303:1"));
        Files.createSymbolicLink(guard.resolve("app.lock.break"), Path.of("4194302:1"));

        new HostGuards(hosts).take(hosts.leg("first", 3), Leg.End.FROM, ALICE);

        assertThat(Files.list(guard))
                .extracting(Path::getFileName)
                .map(Path::toString)
                .containsExactly("app");
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void killedAnywhereItLeavesAWholeGuardOrNone(List<String> shell) throws Exception {
        LocalHosts hosts = new LocalHosts(dir, shell);
        HostGuards guards = new HostGuards(hosts);
        HostScript script = new HostScript(hosts);
        guards.take(hosts.leg("run", 1), Leg.End.FROM, ALICE);

        for (int epoch = 2; epoch < 20; epoch++) {
            Leg leg = hosts.leg("run", epoch);
            Process process =
                    new ProcessBuilder(hosts.words(script.command(leg, Leg.End.FROM, Call.of("guard-take")))).start();
            process.waitFor(epoch * 2L, TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);

            Guard guard = guards.read(leg.from(), "app").orElseThrow();
            assertThat(guard.epoch()).isBetween(epoch - 1L, (long) epoch);
            guards.take(leg, Leg.End.FROM, ALICE);
        }
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void saysWhereADamagedGuardIs(List<String> shell) throws IOException {
        LocalHosts hosts = new LocalHosts(dir, shell);
        Path guards = Files.createDirectories(hosts.state("a").resolve("guards"));
        Files.writeString(guards.resolve("app"), "v=1\nepoch=x\n");

        assertThatThrownBy(() -> new HostGuards(hosts).read(hosts.host("a"), "app"))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
                .hasMessageContaining("/guards/app");
        assertThatThrownBy(() -> new HostGuards(hosts).take(hosts.leg("run", 9), Leg.End.FROM, ALICE))
                .hasMessageContaining("damaged");
    }

    // Not with busybox, which has sync and mv built in.
    @Test
    void everyEpochIsOnDiskBeforeTheHostAnswers() throws IOException {
        LocalHosts hosts = new LocalHosts(dir, List.of("/bin/sh"));
        HostGuards guards = new HostGuards(hosts);
        Leg leg = hosts.leg("first", 3);
        guards.read(leg.from(), "app");
        Path log = dir.resolve("log");
        record(log, "sync");
        record(log, "mv");
        Path file = hosts.state("a").resolve("guards/app");

        guards.take(leg, Leg.End.FROM, ALICE);

        List<String> first = named(log);
        List<String> wholePath = new ArrayList<>();
        for (Path up = file.getParent(); up.getNameCount() > 0; up = up.getParent()) {
            wholePath.add("sync " + up);
        }
        List<String> written =
                List.of("sync %s.new".formatted(file), "mv %1$s.new %1$s".formatted(file), "sync " + file.getParent());
        assertThat(first).startsWith(wholePath.toArray(String[]::new)).endsWith(written.toArray(String[]::new));
        Files.delete(log);

        guards.take(hosts.leg("first", 4), Leg.End.FROM, ALICE);

        assertThat(named(log)).isEqualTo(written);
        Files.delete(log);

        guards.release(hosts.leg("first", 4), Leg.End.FROM);

        assertThat(named(log)).isEqualTo(written);
    }

    /** Writes every call of a tool into a file before the tool does what it is for. */
    private void record(Path log, String tool) throws IOException {
        Path script = Files.createDirectories(dir.resolve("bin")).resolve(tool);
        Files.writeString(
                script, "#!/bin/sh\necho \"%1$s $*\" >>'%2$s'\nexec /usr/bin/%1$s \"$@\"\n".formatted(tool, log));
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    /** The calls, without the number of the process in names of new files. */
    private static List<String> named(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceAll("\\.new\\.[0-9]+", ".new"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void aGuardIsSeizedOnlyAsItWasSeenAndThenRefusesWhoHadIt(List<String> shell) {
        LocalHosts hosts = new LocalHosts(dir, shell);
        HostGuards guards = new HostGuards(hosts);
        Leg lost = hosts.leg("lost", 3);
        guards.take(lost, Leg.End.FROM, ALICE);
        Guard seen = guards.read(lost.from(), "app").orElseThrow();
        Guard next = new Guard("t-1", 1, 4, true, Holder.of("bob", "ops2"));

        refused(() -> guards.seize(lost.from(), "app", new Guard("lost", 1, 2, true), next), "has changed");
        refused(() -> guards.seize(lost.from(), "app", seen, new Guard("t-1", 1, 3, true, next.holder())), "not newer");
        guards.seize(lost.from(), "app", seen, next);
        guards.seize(lost.from(), "app", seen, next);

        assertThat(guards.read(lost.from(), "app")).contains(next);
        refused(() -> guards.take(lost, Leg.End.FROM, ALICE), "newer epoch than 3: run t-1 of bob@ops2");
        guards.free(lost.from(), "app", next);
        assertThat(guards.read(lost.from(), "app")).contains(new Guard("t-1", 1, 4, false, next.holder()));
        refused(() -> guards.take(hosts.leg("lost", 4), Leg.End.FROM, ALICE), "not newer");
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void whatAHolderIsCalledCannotBecomeALineOfAGuard(List<String> shell) throws IOException {
        LocalHosts hosts = new LocalHosts(dir, shell);
        HostGuards guards = new HostGuards(hosts);
        HostScript script = new HostScript(hosts);
        Leg leg = hosts.leg("first", 3);

        assertThatThrownBy(() -> script.run(leg, Leg.End.FROM, Call.of("guard-take", "x\nstate=free")))
                .hasMessageContaining("names no holder");
        assertThatThrownBy(() -> script.run(leg, Leg.End.FROM, Call.of("guard-take", "x".repeat(101))))
                .hasMessageContaining("names no holder");
        guards.take(leg, Leg.End.FROM, new Holder("evacuate #12 @ops1: a/b+c_d-e.f"));
        Path file = hosts.state("a").resolve("guards/app");
        assertThat(guards.read(leg.from(), "app").orElseThrow().holder().words())
                .isEqualTo("evacuate #12 @ops1: a/b+c_d-e.f");
        Files.writeString(file, Files.readString(file).replace("#12", "\u001b[8m"));

        assertThat(guards.read(leg.from(), "app").orElseThrow().holder().words())
                .isEqualTo("evacuate __8m @ops1: a/b+c_d-e.f");
        refused(() -> guards.take(hosts.leg("second", 4), Leg.End.FROM, ALICE), "run first of unreadable, attempt 1");
    }

    private static boolean takes(HostGuards guards, Leg leg) {
        try {
            guards.take(leg, Leg.End.FROM, ALICE);
            return true;
        } catch (RelocationException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
            return false;
        }
    }

    private static void refused(Runnable attempt, String because) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContaining(because);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.OLD;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.RUN_OF_CRIU;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.directory;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.identity;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.isAlive;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.read;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.stateOf;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftover.Trait;
import io.jenkins.plugins.relocation.spi.Leftovers.Reason;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The janitor's part of the host script, run for real by every shell that is here. */
class HostLeftoversTest {
    private static final String OUT = "r-1.1.app.out";
    private static final String BACK = "r-1.1.app.back";

    @TempDir
    private Path dir;

    private LeftoversOnDisk disk;
    private HostLeftovers leftovers;
    private Host host;

    @BeforeEach
    void prepare() throws IOException {
        disk = new LeftoversOnDisk(dir);
        use(List.of("/bin/sh"));
    }

    @AfterEach
    void endProcesses() {
        disk.close();
    }

    private void use(List<String> shell) {
        LocalHosts hosts = new LocalHosts(dir, shell);
        leftovers = new HostLeftovers(hosts);
        host = hosts.host("a");
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void findsEachKindAndWhoseItIs(List<String> shell) throws IOException {
        use(shell);
        disk.leg(OUT, 3);
        directory(disk.images.resolve(BACK).resolve("img"));
        write(disk.authorizedKeys(), disk.key(OUT) + "\n" + linkKey("link-00ff") + "\n");
        directory(disk.state.resolve("links/link-00ff"));
        disk.guard("r-1", 3, "held");
        write(disk.state.resolve("held/app"), OUT + "\n");
        disk.script(OLD.replace('0', '1'));
        directory(disk.state.resolve("bin/%s.new.77".formatted(OLD)));
        disk.tables("table inet relocation-" + OUT, "table inet CRIU-" + RUN_OF_CRIU);
        write(disk.images.resolve(OUT).resolve("dump.log"), "(00.1) CRIU run id = " + RUN_OF_CRIU + "\n");
        Files.createSymbolicLink(disk.state.resolve("guards/app.lock"), Path.of("4194999:7"));

        List<Leftover> found = look();

        assertThat(found.stream().map(each -> each.kind() + " " + each.name()))
                .containsExactlyInAnyOrder(
                        "LEG " + OUT,
                        "IMAGE " + BACK,
                        "KEY %s:%s".formatted(disk.authorizedKeys(), OUT),
                        "KEY %s:link-00ff".formatted(disk.authorizedKeys()),
                        "LINK link-00ff",
                        "GUARD app",
                        "HELD app",
                        "SCRIPT " + OLD.replace('0', '1'),
                        "SCRIPT %s.new.77".formatted(OLD),
                        "NFT -:relocation-" + OUT,
                        "CRIU_LOCK -:CRIU-" + RUN_OF_CRIU,
                        "LOCK " + disk.state.resolve("guards/app.lock"));
        assertThat(found.stream().filter(each -> !each.run().isEmpty()))
                .hasSize(7)
                .allMatch(each -> each.run().equals("r-1") && each.workload().equals("app") && each.attempt() == 1);
        assertThat(one(Kind.LEG).epoch()).isEqualTo(3);
        assertThat(one(Kind.LEG).bytes()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void findsNothingThatOnlyLooksLikeIt(List<String> shell) throws IOException {
        use(shell);
        directory(disk.state.resolve("legs/notes"));
        directory(disk.state.resolve("legs/r-7.1.app.out/mine"));
        directory(disk.images.resolve("photos/img"));
        directory(disk.images.resolve("r-7.1.app.out/mine"));
        write(
                disk.authorizedKeys(),
                """
                ssh-ed25519 AAAA relocation:r-1.1.app.out
                ssh-ed25519 AAAA alice relocation:team
                restrict,command="/usr/bin/receive r-1.1.app.out" ssh-ed25519 AAAA relocation:r-1.1.app.out
                restrict,command="/bin/sh /other/relocation-host.sh /other app r-1 1 3 receive r-1.1.app.out" ssh-ed25519 AAAA relocation:r-1.1.app.out
                command="echo ready; exec wc -c" ssh-ed25519 AAAA relocation:link-00ff
                """);
        directory(disk.state.resolve("links/archive"));
        disk.guard("r-1", 3, "free");
        write(disk.state.resolve("guards/README.lock"), "not a link\n");
        Files.createSymbolicLink(
                disk.state.resolve("guards/db.lock"),
                Path.of(identity(disk.process()).split(" S")[0].replace(' ', ':')));
        write(disk.state.resolve("held/web"), OUT + "\n");
        write(disk.state.resolve("held/app"), "since Monday\n");
        write(disk.state.resolve("bin/tool/relocation-host.sh"), "echo mine\n");
        directory(disk.state.resolve("bin").resolve(OLD));
        disk.tables(
                "table inet relocation-office",
                "table inet relocation",
                "table ip relocation-" + OUT,
                "table ip CRIU-" + RUN_OF_CRIU,
                "table inet filter");
        LeftoversOnDisk.stop(disk.process());

        assertThat(look()).isEmpty();
    }

    @Test
    void saysWhereItCannotBeToldWhoseALockIs() {
        disk.leg(OUT, 3, "root=4711 99", "netns=/run/netns/ctr1");
        write(disk.images.resolve(OUT).resolve("dump.log"), "foo food\n");
        disk.tables("table inet CRIU-foo", "table inet CRIU-4711", "table inet CRIU-" + RUN_OF_CRIU);
        disk.chains("table ip filter {\n\tchain CRIU {\n\t}\n\tchain INPUT {\n\t}\n}\n");

        assertThat(all(Kind.CRIU_LOCK))
                .hasSize(4)
                .allMatch(each -> each.is(Trait.UNTOLD) && each.run().isEmpty())
                .anyMatch(each -> each.name().equals("-:ip/filter/CRIU"))
                .allSatisfy(each -> refused(() -> leftovers.remove(host, each, Reason.ANY), "whose", "cannot be told"));
        assertThat(disk.tables()).contains("CRIU-foo", "CRIU-4711", RUN_OF_CRIU);
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void tellsWhatALegHolds(List<String> shell) {
        use(shell);
        Path leg = disk.leg(OUT, 3);
        long original = disk.process();
        write(leg.resolve("tree"), identity(original));
        assertThat(one(Kind.LEG).traits()).containsExactly(Trait.ORIGINAL);

        LeftoversOnDisk.stop(original);
        assertThat(one(Kind.LEG).traits()).containsExactly(Trait.FROZEN);

        write(leg.resolve("copy"), identity(disk.process()));
        assertThat(one(Kind.LEG).traits()).containsExactlyInAnyOrder(Trait.FROZEN, Trait.STAGED);

        write(leg.resolve("permit"), "go 3\n");
        assertThat(one(Kind.LEG).traits()).containsExactlyInAnyOrder(Trait.FROZEN, Trait.COPY);
    }

    static Stream<Arguments> images() {
        return Stream.of(
                Arguments.of("held", "", true),
                Arguments.of("complete", "", false),
                Arguments.of("complete", "img/inventory.img", true),
                Arguments.of("dump.rc", "img/inventory.img", true),
                Arguments.of("owner", "img/inventory.img", false));
    }

    @ParameterizedTest
    @MethodSource("images")
    void tellsWhetherAnImageCouldBeRestored(String inLeg, String inImages, boolean whole) {
        Path leg = disk.leg(OUT, 3);
        write(leg.resolve(inLeg), "0\n");
        if (!inImages.isEmpty()) {
            write(disk.images.resolve(OUT).resolve(inImages), "x");
        }

        assertThat(one(Kind.LEG).is(Trait.IMAGE)).isEqualTo(whole);
    }

    @Test
    void removesALegWithItsImagesAndWhatIsAtWorkForIt() {
        Path leg = disk.leg(OUT, 3);
        disk.leg("r-2.1.app.out", 5);
        long original = disk.process();
        write(leg.resolve("tree"), identity(original));
        long restore = disk.process();
        String[] words = identity(restore).split(" ");
        write(leg.resolve("restore.state"), "state=running\npid=%s\nstart=%s\nstatus=\n".formatted(words[0], words[1]));
        assertThat(leg(OUT).traits()).containsExactlyInAnyOrder(Trait.AT_WORK, Trait.ORIGINAL);

        leftovers.remove(host, leg(OUT), Reason.SETTLED);

        assertThat(leg).doesNotExist();
        assertThat(disk.images.resolve(OUT)).doesNotExist();
        assertThat(isAlive(restore)).isFalse();
        assertThat(isAlive(original)).isTrue();
        assertThat(stateOf(original)).isNotEqualTo("T");
        assertThat(disk.state.resolve("legs/r-2.1.app.out")).exists();
        assertThat(disk.images.resolve("r-2.1.app.out")).exists();
    }

    @Test
    void removesWhatMayBeTheOnlyCopyOnlyWhenItIsProvenNotToBe() {
        Path leg = disk.leg(OUT, 3);
        long original = disk.process();
        write(leg.resolve("tree"), identity(original));
        LeftoversOnDisk.stop(original);
        Leftover frozen = leg(OUT);

        for (Reason reason : List.of(Reason.SETTLED, Reason.NAMED, Reason.ANY)) {
            refused(() -> leftovers.remove(host, frozen, reason), "may be the only copy of app");
        }
        assertThat(stateOf(original)).isEqualTo("T");
        assertThat(leg).exists();

        leftovers.remove(host, frozen, Reason.PROVEN);

        assertThat(isAlive(original)).isFalse();
        assertThat(leg).doesNotExist();
    }

    @Test
    void leavesWhatHasChangedSinceItWasLookedAt() {
        Path leg = disk.leg(OUT, 3);
        long original = disk.process();
        write(leg.resolve("tree"), identity(original));
        Leftover running = leg(OUT);
        LeftoversOnDisk.stop(original);

        refused(() -> leftovers.remove(host, running, Reason.SETTLED), "has changed since", "frozen");

        assertThat(leg).exists();
        assertThat(stateOf(original)).isEqualTo("T");
    }

    @Test
    void leavesWhatBelongsToAnotherRunByNow() {
        disk.guard("r-1", 3, "held");
        Leftover guard = one(Kind.GUARD);
        disk.guard("r-2", 4, "held");

        refused(() -> leftovers.remove(host, guard, Reason.SETTLED), "belongs to r-2 and not to r-1");

        assertThat(read(disk.state.resolve("guards/app"))).contains("run=r-2", "state=held");
    }

    @Test
    void takesNoProcessForItsOwnThatCameAfterTheHostWasStartedAgain() {
        Path leg = disk.leg(OUT, 3);
        write(leg.resolve("boot"), "00000000-0000-0000-0000-000000000000 1\n");
        long somebody = disk.process();
        write(leg.resolve("tree"), identity(somebody));
        write(leg.resolve("restorer"), identity(somebody));
        LeftoversOnDisk.stop(somebody);
        assertThat(leg(OUT).traits()).isEmpty();

        leftovers.remove(host, leg(OUT), Reason.SETTLED);

        assertThat(leg).doesNotExist();
        assertThat(stateOf(somebody)).isEqualTo("T");
    }

    @Test
    void endsWhatACriuThatDiedLeftHalfMadeAndNothingThatOnlyHasTheSameProcessId() {
        disk.guard("r-1", 3, "free");
        Path leg = disk.leg(OUT, 3);
        long half = disk.process();
        long somebody = disk.process();
        write(disk.images.resolve(OUT).resolve("img/relocation.tree"), identity(half) + identity(somebody));
        write(
                leg.resolve("restore.state"),
                "state=done\npid=1\nstart=1\nstatus=1\n"
                        .replace("start=1", "start=" + identity(half).split(" ")[1]));
        LeftoversOnDisk.stop(half);

        leftovers.remove(host, leg(OUT), Reason.SETTLED);

        assertThat(isAlive(half)).isFalse();
        assertThat(isAlive(somebody)).isTrue();
    }

    @Test
    void removingWhatIsGoneIsNoError() {
        disk.leg(OUT, 3);
        Leftover leg = leg(OUT);

        leftovers.remove(host, leg, Reason.SETTLED);
        leftovers.remove(host, leg, Reason.SETTLED);

        assertThat(look()).isEmpty();
    }

    @Test
    void putsFilesBackThatACopyTookThePlaceOf() {
        Path leg = disk.leg(OUT, 3);
        Path replaced = write(dir.resolve("data/app.conf"), "of the source\n");
        Path brought = write(dir.resolve("data/new.conf"), "of the source\n");
        write(leg.resolve("undo/1"), "of this host\n");
        write(leg.resolve("undo/list"), "1\t%s\t\nnew\t%s\t\n".formatted(replaced, brought));
        disk.guard("r-1", 3, "free");
        assertThat(leg(OUT).traits()).containsExactly(Trait.UNDO);

        leftovers.remove(host, leg(OUT), Reason.SETTLED);

        assertThat(read(replaced)).isEqualTo("of this host\n");
        assertThat(brought).doesNotExist();
        assertThat(leg).doesNotExist();
    }

    @Test
    void leavesFilesAloneThatSomebodyUses() throws IOException {
        Path leg = disk.leg(OUT, 3);
        Path file = write(dir.resolve("data/app.conf"), "in use\n");
        write(leg.resolve("undo/1"), "of this host\n");
        write(leg.resolve("undo/list"), "1\t%s\t\n".formatted(file));
        disk.guard("r-1", 3, "free");

        try (var used = Files.newInputStream(file)) {
            assertThat(leg(OUT).traits()).containsExactlyInAnyOrder(Trait.UNDO, Trait.IN_USE);
            refused(() -> leftovers.remove(host, leg(OUT), Reason.SETTLED), "cannot be put back");
            assertThat(used.read()).isEqualTo('i');
        }

        assertThat(read(file)).isEqualTo("in use\n");
        assertThat(leg(OUT).traits()).containsExactly(Trait.UNDO);
    }

    @Test
    void leavesFilesAloneWhenANewerRunHasBeenHere() {
        Path leg = disk.leg(OUT, 3);
        Path file = write(dir.resolve("data/app.conf"), "of a newer run\n");
        write(leg.resolve("undo/1"), "of this host\n");
        write(leg.resolve("undo/list"), "1\t%s\t\n".formatted(file));
        disk.guard("r-2", 4, "free");
        assertThat(leg(OUT).traits()).containsExactlyInAnyOrder(Trait.UNDO, Trait.OVERTAKEN);

        refused(() -> leftovers.remove(host, leg(OUT), Reason.SETTLED), "cannot be put back");

        assertThat(read(file)).isEqualTo("of a newer run\n");
        assertThat(leg.resolve("undo/1")).exists();
    }

    @Test
    void takesOutItsKeyAndLeavesAllOtherLinesAsTheyAre() throws IOException {
        String others = "# relocation:%1$s\nssh-ed25519 AAAA relocation:%1$s\n\nssh-rsa BBBB  bob  \n".formatted(OUT);
        write(disk.authorizedKeys(), others + disk.key(OUT) + "\n" + disk.key(BACK) + "\n");
        Files.setPosixFilePermissions(disk.authorizedKeys(), PosixFilePermissions.fromString("rw-r-----"));
        Leftover key = all(Kind.KEY).stream()
                .filter(each -> each.name().endsWith(OUT))
                .findFirst()
                .orElseThrow();

        leftovers.remove(host, key, Reason.SETTLED);

        assertThat(read(disk.authorizedKeys())).isEqualTo(others + disk.key(BACK) + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(disk.authorizedKeys())))
                .isEqualTo("rw-r-----");
    }

    @Test
    void givesTheGuardBackOnlyWhenNothingIsHeld() {
        disk.guard("r-1", 3, "held");
        Path leg = disk.leg(OUT, 3);
        long original = disk.process();
        write(leg.resolve("tree"), identity(original));
        LeftoversOnDisk.stop(original);
        Leftover guard = one(Kind.GUARD);

        refused(() -> leftovers.remove(host, guard, Reason.NAMED), "holds something of app");
        assertThat(read(disk.state.resolve("guards/app"))).contains("state=held");

        leftovers.remove(host, leg(OUT), Reason.PROVEN);
        leftovers.remove(host, guard, Reason.SETTLED);
        assertThat(read(disk.state.resolve("guards/app"))).contains("epoch=3", "state=free");
    }

    @Test
    void leavesTheLegOfARunThatNobodyKnowsAsLongAsItHasTheGuard() {
        disk.guard("r-1", 3, "held");
        disk.leg(OUT, 3);

        refused(() -> leftovers.remove(host, leg(OUT), Reason.NAMED), "still has the guard");

        leftovers.remove(host, one(Kind.GUARD), Reason.NAMED);
        leftovers.remove(host, leg(OUT), Reason.NAMED);
        assertThat(look()).isEmpty();
    }

    @Test
    void keepsAVersionOfTheScriptThatSomethingRefersTo() {
        Path leg = disk.leg(OUT, 3);
        write(leg.resolve("dump.sh"), "exec /bin/sh %s/bin/%s/relocation-host.sh\n".formatted(disk.state, OLD));
        disk.script(OLD);
        assertThat(one(Kind.SCRIPT).traits()).containsExactly(Trait.REFERENCED);
        refused(() -> leftovers.remove(host, one(Kind.SCRIPT), Reason.ANY), "still needs");

        leftovers.remove(host, leg(OUT), Reason.SETTLED);

        assertThat(one(Kind.SCRIPT).traits()).isEmpty();
        leftovers.remove(host, one(Kind.SCRIPT), Reason.ANY);
        assertThat(disk.state.resolve("bin").resolve(OLD)).doesNotExist();
    }

    @Test
    void removesOurLocksOnNetworkTrafficAndNoOthers() {
        disk.leg(OUT, 3);
        write(disk.images.resolve(OUT).resolve("restore.log"), "(00.1) Dump CRIU run id = " + RUN_OF_CRIU + "\n");
        disk.tables("table inet relocation-" + OUT, "table inet filter", "table inet CRIU-" + RUN_OF_CRIU);

        leftovers.remove(host, one(Kind.NFT), Reason.SETTLED);
        leftovers.remove(host, one(Kind.CRIU_LOCK), Reason.SETTLED);

        assertThat(disk.tables()).isEqualTo("table inet filter\n");
    }

    @Test
    void removesImagesWhoseLegIsGone() {
        directory(disk.images.resolve(BACK).resolve("img"));
        directory(disk.images.resolve("photos/img"));
        assertThat(one(Kind.IMAGE).traits()).isEmpty();
        leftovers.remove(host, one(Kind.IMAGE), Reason.NAMED);
        assertThat(disk.images.resolve(BACK)).doesNotExist();

        write(disk.images.resolve(OUT).resolve("img/inventory.img"), "x");
        refused(() -> leftovers.remove(host, one(Kind.IMAGE), Reason.NAMED), "may be the only copy");
        leftovers.remove(host, one(Kind.IMAGE), Reason.PROVEN);

        assertThat(disk.images.resolve(OUT)).doesNotExist();
        assertThat(disk.images.resolve("photos/img")).exists();
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void endsProcessesWhoseLegIsGone(List<String> shell) {
        use(shell);
        Path program = write(dir.resolve("relocation-host.sh"), "while :; do sleep 1; done\n");
        String state = disk.state.toString();
        long ours = disk.process("/bin/sh", program.toString(), state, "app", "r-1", "1", "3", "run", OUT, "restore");
        long others = disk.process("/bin/sh", program.toString(), "/x", "app", "r-1", "1", "3", "run", OUT, "restore");
        long looking =
                disk.process("/bin/sh", program.toString(), state, "app", "r-1", "1", "3", "poll", OUT, "restore");

        Leftover found = one(Kind.PROCESS);
        assertThat(found.name()).startsWith(ours + ":");
        assertThat(found.traits()).containsExactly(Trait.AT_WORK);
        leftovers.remove(host, found, Reason.SETTLED);

        assertThat(isAlive(ours)).isFalse();
        assertThat(isAlive(others)).isTrue();
        assertThat(isAlive(looking)).isTrue();
        assertThat(look()).isEmpty();
    }

    @Test
    void leavesAProcessThatMayHoldTheOnlyCopy() throws IOException {
        Path criu = dir.resolve("criu");
        Files.copy(Path.of("/bin/sh"), criu);
        Path program = write(dir.resolve("waits.sh"), "while :; do sleep 1; done\n");
        long holder = disk.process(
                criu.toString(),
                program.toString(),
                "-D",
                disk.images.resolve(OUT).resolve("img").toString());

        Leftover found = one(Kind.PROCESS);

        assertThat(found.traits()).containsExactly(Trait.STAGED);
        refused(() -> leftovers.remove(host, found, Reason.SETTLED), "may hold the only copy of app");
        assertThat(isAlive(holder)).isTrue();
    }

    @Test
    void removesLinksMarkersAndLocksWithoutOwner() throws IOException {
        directory(disk.state.resolve("links/link-00ff"));
        write(disk.state.resolve("held/app"), OUT + "\n");
        Path lock = disk.state.resolve("keys.lock");
        Files.createSymbolicLink(lock, Path.of("4194999:7"));

        for (Leftover each : look()) {
            leftovers.remove(host, each, Reason.ANY);
        }

        assertThat(look()).isEmpty();
        assertThat(Files.isSymbolicLink(lock)).isFalse();
    }

    @Test
    void lookingLeavesNothingOnTheHost() {
        assertThat(look()).isEmpty();

        assertThat(disk.state).doesNotExist();
        assertThat(disk.images).doesNotExist();
    }

    @Test
    void saysWhatRemovingWouldRun() {
        disk.leg(OUT, 3);
        write(disk.authorizedKeys(), disk.key(OUT) + "\n");
        disk.tables("table inet relocation-" + OUT);

        assertThat(look().stream().map(each -> leftovers.describe(host, each, Reason.SETTLED)))
                .containsExactly(
                        "unmount what is below its images, rm -rf %s/%s %s/legs/%s"
                                .formatted(disk.images, OUT, disk.state, OUT),
                        "take the line that ends with ' relocation:%s' out of %s".formatted(OUT, disk.authorizedKeys()),
                        "nft delete table inet relocation-" + OUT);
    }

    private static String linkKey(String link) {
        return "restrict,expiry-time=\"20990101000000\",command=\"echo ready; exec wc -c\" ssh-ed25519 AAAA relocation:"
                + link;
    }

    /** Control groups are not played: those of other laboratories on this machine show here. */
    private List<Leftover> look() {
        return leftovers.look(host).stream()
                .filter(each -> each.kind() != Kind.CGROUP)
                .toList();
    }

    private List<Leftover> all(Kind kind) {
        return look().stream().filter(each -> each.kind() == kind).toList();
    }

    private Leftover one(Kind kind) {
        List<Leftover> found = all(kind);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private Leftover leg(String id) {
        return all(Kind.LEG).stream()
                .filter(each -> each.name().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static void refused(ThrowingCallable removing, String... texts) {
        assertThatThrownBy(removing)
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContainingAll(texts);
    }
}

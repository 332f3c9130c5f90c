// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.OLD;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.RUN_OF_CRIU;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.directory;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.identity;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.isAlive;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.read;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftover.Trait;
import io.jenkins.plugins.relocation.spi.Leftovers.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the janitor's part of the host script removes what is left besides legs. */
class RemoveLeftoversTest extends LeftoversFixture {
    @Test
    void leavesWhatBelongsToAnotherRunByNow() {
        disk.guard("r-1", 3, "held");
        Leftover guard = one(Kind.GUARD);
        disk.guard("r-2", 4, "held");

        refused(() -> leftovers.remove(host, guard, Reason.SETTLED), "belongs to r-2 and not to r-1");

        assertThat(read(disk.state.resolve("guards/app"))).contains("run=r-2", "state=held");
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
}

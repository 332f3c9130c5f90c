// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.identity;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.isAlive;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.read;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.stateOf;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftover.Trait;
import io.jenkins.plugins.relocation.spi.Leftovers.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the janitor's part of the host script removes legs. */
class RemoveLegTest extends LeftoversFixture {
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
    void leavesTheLegOfARunThatNobodyKnowsAsLongAsItHasTheGuard() {
        disk.guard("r-1", 3, "held");
        disk.leg(OUT, 3);

        refused(() -> leftovers.remove(host, leg(OUT), Reason.NAMED), "still has the guard");

        leftovers.remove(host, one(Kind.GUARD), Reason.NAMED);
        leftovers.remove(host, leg(OUT), Reason.NAMED);
        assertThat(look()).isEmpty();
    }
}

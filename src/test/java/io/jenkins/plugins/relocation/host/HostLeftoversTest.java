// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.OLD;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.RUN_OF_CRIU;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.directory;
import static io.jenkins.plugins.relocation.host.LeftoversOnDisk.identity;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the janitor's part of the host script finds; it is run for real, by every shell that is here. */
class HostLeftoversTest extends LeftoversFixture {
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
}

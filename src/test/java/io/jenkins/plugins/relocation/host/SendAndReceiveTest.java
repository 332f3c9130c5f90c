// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends images of a real, frozen process from one directory to another. */
class SendAndReceiveTest extends FrozenAppFixture {
    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void bothEndsHaveTheSameCheckedImages(List<String> shell) throws Exception {
        use(shell);
        open();

        Operation freeze = freezeThrough("cat");

        assertThat(freeze.succeeded()).as("%s", freeze).isTrue();
        assertThat(state(app)).isEqualTo("T");
        Path sent = images("a");
        Path received = images("b");
        for (String name : List.of("pages-1.img", "pages-2.img", "pages-3.img", "pstree.img", "relocation.tree")) {
            assertThat(Files.mismatch(
                            sent.resolve("img").resolve(name),
                            received.resolve("img").resolve(name)))
                    .isEqualTo(-1);
        }
        assertThat(Files.readString(received.resolve("manifest")))
                .isEqualTo(Files.readString(sent.resolve("manifest")))
                .containsPattern("sha256 [0-9a-f]{64} pages-1.img 6000000\n")
                .containsPattern("sha256 [0-9a-f]{64} pages-3.img 0\n")
                .contains("sha256 %s pages-2.img 70000\n"
                        .formatted(Json.sha256(Files.readAllBytes(sent.resolve("img/pages-2.img")))));
        assertThat(hosts.state("b").resolve("legs").resolve(leg.id()).resolve("complete"))
                .exists();

        script.run(leg, Leg.End.FROM, Call.of("thaw", leg.id()));
        assertThat(state(app)).isNotEqualTo("T");
    }

    @ParameterizedTest
    @MethodSource("packers")
    void bothEndsHaveTheSameImagesWhenTheyArePackedOnTheWay(String packer) throws Exception {
        open();
        for (String name : List.of("a", "b")) {
            Path wire = hosts.state(name).resolve("legs").resolve(leg.id()).resolve("wire");
            Files.writeString(wire, "compression=%s\nto=\nfrom=\n".formatted(packer));
        }

        Operation freeze = freezeThrough("tee " + dir.resolve("way"));

        assertThat(freeze.succeeded()).as("%s", freeze).isTrue();
        assertThat(Files.readString(images("b").resolve("manifest")))
                .isEqualTo(Files.readString(images("a").resolve("manifest")))
                .contains(" pages-1.img 6000000\n");
        byte[] magic = Arrays.copyOf(Files.readAllBytes(dir.resolve("way")), 4);
        assertThat(HexFormat.of().formatHex(magic)).isEqualTo(packer.equals("zstd") ? "28b52ffd" : "04224d18");
    }

    /** The packers that this machine has; hosts are asked for theirs. */
    static Stream<String> packers() {
        return Stream.of("zstd", "lz4").filter(name -> Files.isExecutable(Path.of("/usr/bin", name)));
    }

    @Test
    void zeroesBecomeHolesAndChecksumsHold() throws Exception {
        Path criu = dir.resolve("bin/criu");
        Files.writeString(criu, CRIU.replace("head -c 1500000 /dev/urandom", "head -c 4000000 /dev/zero"));
        open();

        Operation freeze = freezeThrough("cat");

        assertThat(freeze.succeeded()).as("%s", freeze).isTrue();
        Path image = images("b").resolve("img/pages-1.img");
        assertThat(Files.size(image)).isEqualTo(16_000_000);
        Process blocks = new ProcessBuilder("stat", "-c", "%b", image.toString()).start();
        assertThat(Integer.parseInt(new String(blocks.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip()))
                .isLessThan(1024);
        assertThat(Files.readString(images("b").resolve("manifest")))
                .contains("sha256 %s pages-1.img".formatted(Json.sha256(new byte[16_000_000])));
    }

    @Test
    void oneChangedByteOnTheWayIsFoundAndNothingIsRestored() throws Exception {
        open();

        freezeThrough("(head -c 500000; dd bs=1 count=1 2>/dev/null | tr '\\000-\\377' '\\001-\\377\\000'; cat)");

        assertThat(hosts.state("b").resolve("legs").resolve(leg.id()).resolve("complete"))
                .doesNotExist();
        Operation restore = new Operations(script, Ticker.SYSTEM)
                .complete(leg, Leg.End.TO, "restore", Duration.ofSeconds(20), Progress.NONE);
        assertThat(restore.succeeded()).isFalse();
        assertThat(restore.said()).anySatisfy(line -> assertThat(line).contains("nothing is restored"));
    }

    @Test
    void aStreamThatEndsEarlyIsNotComplete() throws Exception {
        open();

        freezeThrough("head -c 2000000");

        assertThat(hosts.state("b").resolve("legs").resolve(leg.id()).resolve("complete"))
                .doesNotExist();
        assertThat(state(app)).isEqualTo("T");
        script.run(leg, Leg.End.FROM, Call.of("thaw", leg.id()));
        assertThat(state(app)).isNotEqualTo("T");
    }
}

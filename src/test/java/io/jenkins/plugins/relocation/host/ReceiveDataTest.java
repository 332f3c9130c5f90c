// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data files that arrive in frames. */
class ReceiveDataTest extends FrozenAppFixture {
    @Test
    void receivedFilesReplaceOldOnesAndAreTakenBack() throws Exception {
        open();
        Path old = Files.writeString(dir.resolve("old"), "before");
        Path fresh = dir.resolve("made/deep/new");

        receive(frame(old, "after") + frame(fresh, "content") + sum("after" + "content") + "end\n");

        assertThat(old).hasContent("after");
        assertThat(fresh).hasContent("content");
        assertThat(Files.getLastModifiedTime(fresh).toMillis()).isEqualTo(1600000000500L);
        script.run(leg, Leg.End.TO, Call.of("leg-clean", leg.id()));
        assertThat(old).hasContent("before");
        assertThat(dir.resolve("made")).doesNotExist();
        assertThat(Files.list(dir))
                .noneMatch(path -> path.getFileName().toString().startsWith(".relocation"));
    }

    @Test
    void aFileThatIsOpenOnTheTargetIsLeftAlone() throws Exception {
        open();
        Path used = Files.writeString(dir.resolve("used"), "mine");

        try (InputStream open = Files.newInputStream(used)) {
            assertThat(open.available()).isPositive();
            assertThatThrownBy(() -> receive(frame(used, "other") + "end\n"))
                    .hasMessageContaining("is open on this host");
        }

        assertThat(used).hasContent("mine");
    }

    @Test
    void dataThatDiffersFromItsChecksumIsRefused() throws Exception {
        open();
        Path file = dir.resolve("file");

        assertThatThrownBy(() -> receive(frame(file, "after") + sum("aftex") + "end\n"))
                .hasMessageContaining("differ from what was sent");
    }

    @Test
    void refusesFramesThatAreNone() throws Exception {
        open();

        for (String frame : List.of(
                "chunk ../../etc/passwd 0 3\nabc",
                "chunk pages-x.img 0 1\na",
                "exec id\n",
                "file w 644 0 0 1 0 1 relative\na")) {
            assertThatThrownBy(() -> receive(frame)).isInstanceOf(RelocationException.class);
        }
    }

    private void receive(String frames) {
        Command command = script.command(leg, Leg.End.TO, Call.of("receive", leg.id()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        hosts.shell(leg.to()).stream(command, new ByteArrayInputStream(frames.getBytes(StandardCharsets.UTF_8)), out)
                .orThrow("receive");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ready\nreceived\n");
    }

    private static String frame(Path path, String content) throws IOException {
        int uid = (Integer) Files.getAttribute(path.getRoot().resolve("proc/self"), "unix:uid");
        int gid = (Integer) Files.getAttribute(path.getRoot().resolve("proc/self"), "unix:gid");
        return "file w 640 %d %d 1600000000.500000000 0 %d %s\n%s".formatted(uid, gid, content.length(), path, content);
    }

    private static String sum(String contents) {
        return "sum %s\n".formatted(Json.sha256(contents.getBytes(StandardCharsets.UTF_8)));
    }
}

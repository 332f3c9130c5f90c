// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostScriptTest {
    @TempDir
    private Path dir;

    private LocalHosts hosts;
    private Leg leg;

    @BeforeEach
    void makeHosts() {
        hosts = new LocalHosts(dir, List.of("/bin/sh"));
        leg = hosts.leg("run", 1);
    }

    @Test
    void isPutOnAHostOnceAndForRootOnly() throws IOException {
        new HostScript(hosts).run(leg, Leg.End.FROM, Call.of("guard-read"));
        new HostScript(hosts).run(leg, Leg.End.FROM, Call.of("guard-read"));

        assertThat(installations()).hasSize(1);
        Path installed = installed();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(installed)))
                .isEqualTo("rwx------");
        assertThat(Files.list(installed)).hasSizeGreaterThan(5);
    }

    @Test
    void aChangedScriptIsReplaced() throws IOException {
        new HostScript(hosts).run(leg, Leg.End.FROM, Call.of("guard-read"));
        Files.writeString(installed().resolve("relocation-host.sh"), "echo changed\n");

        assertThat(new HostScript(hosts)
                        .run(leg, Leg.End.FROM, Call.of("guard-take"))
                        .out())
                .contains("state=held");

        assertThat(installations()).hasSize(2);
    }

    @Test
    void aScriptThatWasRemovedMeanwhileIsPutThereAgain() throws IOException {
        HostScript script = new HostScript(hosts);
        script.run(leg, Leg.End.FROM, Call.of("guard-read"));
        try (var files = Files.list(installed())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        assertThat(script.run(leg, Leg.End.FROM, Call.of("guard-take")).out()).contains("state=held");
    }

    @Test
    void lookingLeavesNothingOnTheHost() {
        String report = new HostScript(hosts)
                .look(
                        leg.from(),
                        List.of("report_target", "/run/x", "/var/lib/x", "-"),
                        List.of("id 1", "dir /tmp", "dir /a\nb", "hash /etc/hostname"),
                        Duration.ofSeconds(30))
                .out();

        assertThat(report).contains("@@uname", "@@dirs\n/tmp\n", "@@taken\n1\n");
        assertThat(hosts.state("a")).doesNotExist();
    }

    @Test
    void aFailureNamesCommandWorkloadHostAndReason() {
        new HostGuards(hosts).take(leg, Leg.End.FROM);

        assertThatThrownBy(() -> new HostScript(hosts).run(leg, Leg.End.FROM, Call.of("start", leg.id(), "freeze")))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_FAILED))
                .hasMessageContaining("start of workload app on host a")
                .hasMessageContaining("is not open on this host");
    }

    @Test
    void refusesWhatIsNoName() {
        HostScript script = new HostScript(hosts);
        new HostGuards(hosts).take(leg, Leg.End.FROM);

        for (String bad : List.of("../x", "a b", "$(id)", "", ".hidden")) {
            assertThatThrownBy(() -> script.run(leg, Leg.End.FROM, Call.of("leg-clean", bad)))
                    .hasMessageContaining("is no leg");
        }
    }

    private List<Command> installations() {
        return hosts.commands().stream()
                .filter(command -> new String(command.input()).contains("RELOCATION_END_OF_FILE"))
                .toList();
    }

    private Path installed() throws IOException {
        try (var directories = Files.list(hosts.state("a").resolve("bin"))) {
            return directories.findFirst().orElseThrow();
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.cli.demo.AixActs;
import io.jenkins.plugins.relocation.cli.demo.AixFolder;
import io.jenkins.plugins.relocation.cli.demo.Screen;
import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.rehearsal.BuildResult;
import io.jenkins.plugins.relocation.rehearsal.ConsoleView;
import io.jenkins.plugins.relocation.rehearsal.Rehearsal;
import io.jenkins.plugins.relocation.rehearsal.RehearsalOptions;
import io.jenkins.plugins.relocation.rehearsal.RehearsalResult;
import io.jenkins.plugins.relocation.simulator.aix.AixHost;
import io.jenkins.plugins.relocation.simulator.aix.AixProfile;
import io.jenkins.plugins.relocation.simulator.aix.AixSite;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec;
import io.jenkins.plugins.relocation.spi.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example pipelines for AIX, on simulated systems behind real SSH. Needs neither root nor Linux's namespaces. */
class AixExamplesIT {
    private static final Path BALANCE = Path.of("pipeline-examples/aix-balance.Jenkinsfile");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void servicesASystemAndBringsEverythingHome() throws IOException {
        int status;
        try (AixFolder folder = AixFolder.create(false);
                Controller controller = controller(folder.home())) {
            status = new AixActs(folder, controller.relocator(), caller(), new Screen(out(), Optional.empty())).run();
        }

        assertThat(status).as(said()).isZero();
        assertThat(said())
                .contains(
                        "archive from aix1 to aix2 (static)",
                        "all four ran on aix2, aix1 was empty",
                        "Nothing was lost.");
    }

    @Test
    void relievesABusySystemWithOneMoveAndThenLeavesItAlone() throws IOException {
        try (AixSite site = site(5, 5, 40, 25, 15)) {
            assertThat(balance(site)).isEqualTo(BuildResult.SUCCESS);

            assertThat(site.host("aix1").machine().names()).hasSize(2);
            assertThat(site.host("aix2").machine().names()).hasSize(2);
            assertThat(said()).containsOnlyOnce("from aix1 to aix2");
            printed.reset();
            assertThat(balance(site)).isEqualTo(BuildResult.SUCCESS);
            assertThat(said()).contains("In balance: nothing moves");
        }
    }

    @Test
    void movesNothingWhereNobodyHasTooMuch() throws IOException {
        try (AixSite site = site(5, 35, 25, 15, 10)) {
            assertThat(balance(site)).isEqualTo(BuildResult.SUCCESS);

            assertThat(said()).contains("In balance: nothing moves");
            assertThat(site.host("aix1").machine().names()).hasSize(3);
        }
    }

    /** Three partitions on aix1, and one that takes 15 % on aix2. */
    private AixSite site(int base, int otherBase, int... shares) {
        AixSite site = new AixSite(directory.resolve("systems"), 0.02);
        site.add(AixProfile.power9("aix1").withBusy(base));
        site.add(AixProfile.power9("aix2").withBusy(otherBase));
        for (int i = 0; i < shares.length; i++) {
            site.add("aix1", wpar("w" + (i + 1), 31 + i, shares[i]), 0);
        }
        site.add("aix2", wpar("w9", 39, 15), 0);
        return site;
    }

    private static WparSpec wpar(String name, int address, int share) {
        return WparSpec.mobile(name, "192.0.2." + address, "nfs1").using(256, share);
    }

    private BuildResult balance(AixSite site) throws IOException {
        StringBuilder inventory =
                new StringBuilder("version: 1\ndefaults:\n  login: {user: root, credentials: aix}\nhosts:\n");
        for (String name : List.of("aix1", "aix2")) {
            AixHost host = site.host(name);
            inventory.append(
                    "  - {name: %s, address: 127.0.0.1, port: %d, hostKeys: [\"%s\"], stateDir: %s, imageDir: %s}%n"
                            .formatted(name, host.port(), host.hostKey(), host.stateDir(), site.shared()));
        }
        inventory.append("workloads:\n");
        for (String name : List.of("w1", "w2", "w3", "w9")) {
            inventory.append(
                    "  - {name: %s, driver: wpar, host: %s, probes: [{type: line, address: 127.0.0.1, port: %d, send: PING, expect: PONG}]}%n"
                            .formatted(
                                    name,
                                    name.equals("w9") ? "aix2" : "aix1",
                                    site.port(name).port()));
        }
        Files.writeString(directory.resolve("inventory.yaml"), inventory);
        try (Controller controller = controller(directory.resolve("home"))) {
            RehearsalResult result = new Rehearsal(controller.relocator(), new ConsoleView(out()))
                    .run(
                            BALANCE.toAbsolutePath(),
                            RehearsalOptions.DEFAULT
                                    .in(directory)
                                    .with(Map.of("MINUTES", "1"))
                                    .agreeing(),
                            caller());
            assertThat(result.error()).as(said()).isEmpty();
            return result.result();
        }
    }

    private static Controller controller(Path home) {
        return Controller.open(home, id -> new Secret.Password(AixSite.PASSWORD.toCharArray()));
    }

    private Caller caller() {
        return Caller.of("tester", event -> out().println(event));
    }

    private PrintStream out() {
        return new PrintStream(printed, true, StandardCharsets.UTF_8);
    }

    private String said() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}

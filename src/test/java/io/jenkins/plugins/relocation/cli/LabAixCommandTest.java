// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.wpar.WparDriverFactory;
import io.jenkins.plugins.relocation.inventory.InventoryReader;
import io.jenkins.plugins.relocation.model.Inventory;
import java.io.BufferedReader;
import java.io.File;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Simulated systems that wait for whoever wants to try something, and are gone after Ctrl-C. */
class LabAixCommandTest {
    private static final Pattern FILES = Pattern.compile("Inventory, credentials and examples: (\\S+)");

    @Test
    void standsUntilItIsInterruptedAndLeavesNothing() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "lab",
                        "aix",
                        "--speed",
                        "200")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            Path folder = folder(lines);

            Inventory inventory = InventoryReader.of(List.of(new WparDriverFactory()))
                    .read(Files.readString(folder.resolve("inventory.yaml")), "inventory.yaml");
            assertThat(inventory.workloads()).hasSize(4);
            for (var host : inventory.hosts()) {
                try (Socket socket = new Socket(host.address(), host.port())) {
                    assertThat(new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
                            .isEqualTo("SSH-");
                }
            }
            assertThat(folder.resolve("aix-balance.Jenkinsfile")).exists();

            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(folder).doesNotExist();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path folder(BufferedReader lines) throws Exception {
        List<String> seen = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            Matcher matcher = FILES.matcher(line);
            if (matcher.find()) {
                return Path.of(matcher.group(1));
            }
        }
        throw new AssertionError("it said only: " + seen);
    }

    @Test
    void refusesASpeedThatIsNone() {
        assertThat(Main.run("lab", "aix", "--speed", "0")).isEqualTo(2);
    }
}

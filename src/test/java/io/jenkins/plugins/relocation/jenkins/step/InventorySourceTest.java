// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.FilePath;
import io.jenkins.plugins.relocation.jenkins.NamedInventory;
import io.jenkins.plugins.relocation.jenkins.RelocationConfiguration;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class InventorySourceTest {
    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @TempDir
    private Path directory;

    private Path workspace;
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void workspaceWithAConfiguredInventoryBesideIt() throws Exception {
        workspace = Files.createDirectory(directory.resolve("workspace"));
        Files.writeString(directory.resolve("secret.yaml"), "secret");
        NamedInventory configured = new NamedInventory("production");
        configured.setYaml("from: configuration\n");
        RelocationConfiguration.get().setInventories(List.of(configured));
    }

    @Test
    void readsTheFileInTheWorkspace() throws Exception {
        Files.createDirectory(workspace.resolve("ops"));
        Files.writeString(workspace.resolve("ops/inventory.yaml"), "from: workspace — ü\n");

        assertThat(inWorkspace().read("ops/inventory.yaml")).isEqualTo("from: workspace — ü\n");
        assertThat(log).containsExactly("Inventory: file ops/inventory.yaml in the workspace");
    }

    @Test
    void prefersTheFileInTheWorkspace() throws Exception {
        Files.writeString(workspace.resolve("production"), "from: workspace");

        assertThat(inWorkspace().read("production")).isEqualTo("from: workspace");
    }

    @Test
    void takesTheConfiguredInventoryWithoutAFileOrAWorkspace() throws Exception {
        assertThat(inWorkspace().read("production")).startsWith("from: configuration");
        assertThat(outside().read("production")).startsWith("from: configuration");
        assertThat(log).hasSize(2).containsOnly("Inventory: production of the global configuration");
    }

    @Test
    void saysWhereItLookedInVain() {
        assertThatThrownBy(() -> inWorkspace().read("staging"))
                .isInstanceOf(RelocationException.class)
                .hasMessage("inventory \"staging\" was not found: there is no such file in the workspace,"
                        + " and the global configuration has no inventory of that name");
        assertThatThrownBy(() -> outside().read("staging")).hasMessageContaining("outside node");
    }

    @Test
    void doesNotLeaveTheWorkspace() throws Exception {
        Files.createSymbolicLink(workspace.resolve("link.yaml"), directory.resolve("secret.yaml"));

        for (String name : List.of("../secret.yaml", "link.yaml")) {
            assertThatThrownBy(() -> inWorkspace().read(name)).hasMessageContaining("was not found");
        }
        assertThatThrownBy(() ->
                        inWorkspace().read(directory.resolve("secret.yaml").toString()))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("must be a path relative to the workspace");
        assertThat(log).isEmpty();
    }

    @Test
    void refusesAnEndlessFile() throws Exception {
        Files.write(workspace.resolve("big.yaml"), new byte[InventorySource.LIMIT + 1]);

        assertThatThrownBy(() -> inWorkspace().read("big.yaml"))
                .hasMessage("inventory \"big.yaml\" is longer than 4194304 bytes; split it");
    }

    private InventorySource inWorkspace() {
        return new InventorySource(() -> Optional.of(new FilePath(workspace.toFile())), log::add);
    }

    private InventorySource outside() {
        return new InventorySource(Optional::empty, log::add);
    }
}

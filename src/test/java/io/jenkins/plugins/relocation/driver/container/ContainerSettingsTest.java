// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.driver.TcpPolicy;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Network;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Rootfs;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Runtime;
import io.jenkins.plugins.relocation.driver.process.ProcessDriverFactory;
import io.jenkins.plugins.relocation.inventory.InventoryReader;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerSettingsTest {
    @Test
    void readsEverySetting() {
        ContainerSettings settings = ContainerSettings.of(ContainerTranscripts.workload(Map.of(
                "runtime", "runc",
                "name", "redis1",
                "bundle", "/ctr",
                "network", Map.of("bridge", "br0", "netns", "/run/netns/c", "mac", "02:42:0A:4D:00:32"),
                "tcp", "close",
                "rootfs", "sync",
                "data", List.of("/ctr/rootfs/data"),
                "unit", "redis1.service",
                "fileLocks", true)));

        assertThat(settings.runtime()).isEqualTo(Runtime.RUNC);
        assertThat(settings.network()).isEqualTo(new Network("br0", "/run/netns/c", "", "", "02:42:0a:4d:00:32"));
        assertThat(settings.tcp()).contains(TcpPolicy.CLOSE);
        assertThat(settings.rootfs()).isEqualTo(Rootfs.SYNC);
        assertThat(settings.fileLocks()).isTrue();
    }

    @Test
    void keepsConnectionsWhereAnAddressMovesAlong() {
        ContainerAnswers crun = ContainerTranscripts.crun();

        assertThat(crun.settings().tcp(crun.container())).isEqualTo(TcpPolicy.KEEP);
    }

    @Test
    void refusesWhatPodmanSeesToItself() {
        assertThat(problems(Map.of("runtime", "podman", "name", "x", "rootfs", "sync", "unit", "x.service")))
                .extracting(SettingProblem::setting)
                .containsExactlyInAnyOrder("rootfs", "unit");
    }

    @Test
    void refusesValuesOfTheWrongKind() {
        assertThat(problems(Map.of())).extracting(SettingProblem::setting).contains("runtime", "name");
        assertThat(problems(crun("name", "$(reboot)"))).hasSize(1);
        assertThat(problems(crun("network", "br0"))).hasSize(1);
        assertThat(problems(crun("network", Map.of("netns", "/etc/passwd"))))
                .singleElement()
                .extracting(SettingProblem::setting)
                .isEqualTo("network.netns");
        assertThat(problems(crun("network", Map.of("brigde", "br0"))))
                .singleElement()
                .extracting(SettingProblem::message)
                .asString()
                .contains("did you mean bridge?");
        assertThat(problems(crun("data", List.of("/srv/../etc")))).hasSize(1);
        assertThat(problems(crun("tcp", "maybe")))
                .singleElement()
                .extracting(SettingProblem::message)
                .asString()
                .contains("keep, close, refuse");
    }

    @Test
    void theExampleInventoryIsRight() throws IOException {
        Path example = Path.of("pipeline-examples/containers.yaml");

        Inventory inventory = InventoryReader.of(List.of(new ContainerDriverFactory(), new ProcessDriverFactory()))
                .read(Files.readString(example), example.toString());

        assertThat(inventory.workloads()).extracting(Workload::name).containsExactly("redis1", "shop", "queue");
    }

    @Test
    void theExceptionNamesAllProblems() {
        assertThatThrownBy(() -> ContainerSettings.of(ContainerTranscripts.workload(Map.of("runtime", "docker"))))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_INPUT))
                .hasMessageContaining("docker")
                .hasMessageContaining("name");
    }

    private static Map<String, Object> crun(String key, Object value) {
        return ContainerTranscripts.settings("crun", key, value);
    }

    private static List<SettingProblem> problems(Map<String, Object> settings) {
        return new ContainerDriverFactory().check(ContainerTranscripts.workload(settings));
    }
}

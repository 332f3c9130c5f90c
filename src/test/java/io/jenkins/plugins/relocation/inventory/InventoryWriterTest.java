// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Discovered;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InventoryWriterTest {
    private static final Login ROOT = new Login("root", "", Login.Become.NONE);
    private static final Host A = Host.of("a", "10.0.0.1", 22, ROOT, "ssh-ed25519 AAAA");
    private static final Host B = new Host(
            "1b",
            "::1",
            2222,
            new Login("ops", "id \"with\" 'quotes'\n# and more", Login.Become.SUDO),
            List.of("ssh-rsa AAAA", "ssh-ed25519 AAAB"),
            "a",
            List.of("on", "ssd"),
            new Limits(1, 3, 1000),
            new Transfer(Transfer.Path.CONTROLLER, "10.1.0.2"),
            "/srv/state",
            "/dev/shm/images",
            List.of("ssh-rsa"));

    private final InventoryReader reader = new InventoryReader(List.of("process"), workload -> List.of());

    @Test
    void writesHostsThatReadBackEqual() {
        Inventory read = reader.read(InventoryWriter.write(List.of(A, B), Map.of()), "draft");

        assertThat(read.hosts()).containsExactly(A, B);
        assertThat(read.workloads()).isEmpty();
    }

    @Test
    void writesSettingsThatReadBackEqual() {
        Map<String, Object> settings = Map.of(
                "command",
                "a\"b\\c\n$(id) 'x' # y: z\u2028\uD83D\uDE00\u0000",
                "yes",
                "no",
                "number",
                "12",
                "n",
                12,
                "big",
                1L << 40,
                "flag",
                true,
                "list",
                List.of("- a", Map.of("k: v", "")));

        Inventory read = reader.read(InventoryWriter.write(List.of(A), found("x", settings, "d", List.of(1))), "draft");

        assertThat(read.workload("x")).map(Workload::settings).contains(settings);
    }

    @Test
    void givesEachListeningPortAProbe() {
        String draft =
                InventoryWriter.write(List.of(A), found("redis", Map.of(), "redis-server", List.of(6379, 80, 80)));

        assertThat(reader.read(draft, "draft").workload("redis").orElseThrow().probes())
                .containsExactly(
                        new ProbeSpec.Tcp("", 80, Timing.DEFAULT), new ProbeSpec.Tcp("", 6379, Timing.DEFAULT));
    }

    @Test
    void suggestsWhatIsNotCertainAsComments() {
        String draft = InventoryWriter.write(List.of(A), found("redis", Map.of(), "redis-server", List.of(6379)));

        assertThat(draft).contains("# - {type: line, port: 6379, send: \"PING\", expect: \"+PONG\"}");
    }

    @Test
    void suggestsProbesThatTheReaderAcceptsOnceTheCommentSignsAreGone() {
        String draft =
                InventoryWriter.write(List.of(A), found("x", Map.of(), "d", List.of(80, 443, 6379, 8080, 11211)));

        Inventory read = reader.read(draft.replace("      # - {", "      - {"), "draft");

        assertThat(read.workload("x").orElseThrow().probes()).hasSize(10);
    }

    @Test
    void leavesAWorkloadThatListensNowhereWithoutAProbeAndSaysSo() {
        String draft = InventoryWriter.write(List.of(A), found("batch", Map.of(), "sleep", List.of()));

        assertThat(draft).contains("say how to tell that it works").contains("#  - {type: process}");
        assertThat(reader.read(draft, "draft").workload("batch").orElseThrow().probes())
                .isEmpty();
    }

    @Test
    void keepsWhatHostsSayInsideComments() {
        String draft = InventoryWriter.write(
                List.of(A), found("x", Map.of(), "evil\nconcurrency: 99\r\u0085\u2028\u2029version: 7", List.of()));

        assertThat(reader.read(draft, "draft").concurrency()).isEqualTo(4);
        assertThat(draft.lines()).noneMatch(line -> line.startsWith("concurrency"));
    }

    @Test
    void givesEachWorkloadItsOwnName() {
        Discovered same = new Discovered("x".repeat(63), "process", Map.of(), "d", 0, List.of(), List.of());
        Map<String, List<Discovered>> found = Map.of("a", List.of(same, same, same), "1b", List.of(same));

        Inventory read = reader.read(InventoryWriter.write(List.of(A, B), found), "draft");

        assertThat(read.workloads())
                .extracting(Workload::name)
                .doesNotHaveDuplicates()
                .hasSize(4);
    }

    private static Map<String, List<Discovered>> found(
            String name, Map<String, Object> settings, String description, List<Integer> listens) {
        return Map.of(
                "a", List.of(new Discovered(name, "process", settings, description, 3 << 20, List.of(), listens)));
    }
}

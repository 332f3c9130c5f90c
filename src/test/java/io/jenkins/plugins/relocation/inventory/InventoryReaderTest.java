// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Login.Become;
import io.jenkins.plugins.relocation.model.Network;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.Waiver;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryReaderTest {
    private static final List<String> DRIVERS = List.of("process", "container");

    private final InventoryReader reader = new InventoryReader(DRIVERS, workload -> List.of());

    @Test
    void readsEveryKeyOfAHost() {
        Inventory inventory = reader.read(resource("full.yaml"), "full.yaml");

        assertThat(inventory.concurrency()).isEqualTo(3);
        assertThat(inventory.networks())
                .containsExactly(
                        new Network("migration", "192.168.7.0/24", true), new Network("office", "fd00:1::/64", false));
        assertThat(inventory.host("a"))
                .contains(new Host(
                        "a",
                        "10.77.0.11",
                        2222,
                        new Login("ops", "ops-key", Become.NONE),
                        List.of(
                                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE4x",
                                "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY="),
                        "bastion",
                        List.of("ssd", "rack-2"),
                        new Limits(1, 5, 512L << 20),
                        new Transfer(Transfer.Path.CONTROLLER, "192.168.7.11"),
                        "/srv/relocation/state",
                        "/dev/shm/relocation",
                        List.of("ssh-rsa")));
    }

    @Test
    void fillsWhatAHostLeavesOutKeyByKeyFromTheDefaults() {
        Host bastion =
                reader.read(resource("full.yaml"), "full.yaml").host("bastion").orElseThrow();

        assertThat(bastion.login()).isEqualTo(new Login("root", "lab-key", Become.SUDO));
        assertThat(bastion.limits()).isEqualTo(new Limits(7, 4, 1L << 30));
        assertThat(bastion.port()).isEqualTo(22);
        assertThat(bastion.stateDir()).isEqualTo(Host.STATE_DIR);
    }

    @Test
    void readsEveryKeyOfAWorkload() {
        Workload redis = reader.read(resource("full.yaml"), "full.yaml")
                .workload("redis")
                .orElseThrow();

        assertThat(redis.memory()).isEqualTo(200L << 20);
        assertThat(redis.requires()).containsExactly("ssd");
        assertThat(redis.group()).isEqualTo("caches");
        assertThat(redis.settings())
                .isEqualTo(Map.of(
                        "pidFile",
                        "/run/redis.pid",
                        "tcp",
                        "close",
                        "dataFiles",
                        List.of("/var/lib/redis/dump.rdb"),
                        "nice",
                        5,
                        "ratio",
                        0.5,
                        "big",
                        8589934592L,
                        "keep",
                        true,
                        "nested",
                        Map.of("a", List.of(1, Map.of("b", "c")))));
        assertThat(redis.policy())
                .isEqualTo(new Policy(Duration.ofMillis(2500), Duration.ofHours(1), Policy.AcceptLoss.YES, false));
    }

    @Test
    void readsProbesWithTheirOwnAndTheDefaultTiming() {
        List<ProbeSpec> probes = reader.read(resource("full.yaml"), "full.yaml")
                .workload("redis")
                .orElseThrow()
                .probes();

        Timing standard = timing(2, 4, 90, 3);
        assertThat(probes)
                .containsExactly(
                        new ProbeSpec.Line("10.0.0.9", 6379, "PING", "+PONG", timing(2, 4, 30, 3)),
                        new ProbeSpec.Http(
                                "http://{host}:8080/health", List.of(200, 204), "ok", "", timing(1, 6, 90, 1)),
                        new ProbeSpec.Http(
                                "https://{host}/",
                                List.of(),
                                "",
                                "00112233445566778899aabbccddeeff".repeat(2),
                                standard),
                        new ProbeSpec.Tcp("cache.example.org", 6379, standard),
                        new ProbeSpec.Command(List.of("/usr/bin/redis-cli", "ping"), "PONG", standard),
                        new ProbeSpec.ProcessState(standard));
    }

    @Test
    void readsHooksAndGivesThemTheEffectTheyCanHave() {
        List<Hook> hooks = reader.read(resource("full.yaml"), "full.yaml")
                .workload("redis")
                .orElseThrow()
                .hooks();

        assertThat(hooks.get(0))
                .isEqualTo(new Hook(
                        Hook.Point.BEFORE_FREEZE,
                        List.of("/usr/local/bin/quiesce", "--for", "$(hostname) 'x'"),
                        Duration.ofSeconds(10),
                        Hook.OnFailure.WARN));
        assertThat(hooks)
                .extracting(Hook::onFailure)
                .containsExactly(Hook.OnFailure.WARN, Hook.OnFailure.FAIL, Hook.OnFailure.WARN, Hook.OnFailure.WARN);
    }

    @Test
    void readsTheSmallestInventory() {
        Inventory inventory = reader.read("\uFEFF" + resource("smallest.yaml"), "smallest.yaml");

        assertThat(inventory.workloads()).isEmpty();
        assertThat(inventory.concurrency()).isEqualTo(4);
        assertThat(inventory.hosts().get(0).login()).isEqualTo(new Login("root", "", Become.NONE));
    }

    @Test
    void reportsAllProblemsAtOnceInTheOrderOfTheFile() {
        String text =
                """
                version: 2
                hosts:
                  - name: a
                    adress: 10.0.0.1
                    hostKeys: []
                workloads:
                  - {name: x, driver: proces, host: b}
                """;

        InventoryException refused = refused(text);

        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(refused.problems()).extracting(Problem::line).containsExactly(1, 3, 3, 4, 5, 7, 7);
        assertThat(refused.getMessage().lines()).hasSize(7).allMatch(line -> line.startsWith("inventory.yaml:"));
    }

    @Test
    void putsProblemsOfTheDriverAtTheSetting() {
        InventoryReader strict = new InventoryReader(
                DRIVERS,
                workload -> List.of(
                        new SettingProblem("tcp", "write close or refuse"),
                        new SettingProblem("dataFiles[1]", "is relative"),
                        new SettingProblem("pidFile", "is missing; write the path of a pid file"),
                        new SettingProblem("", "one of pidFile, unit and command is needed")));
        String text = TestInventories.withWorkload(
                """
                  - name: x
                    driver: process
                    host: a
                    settings:
                      tcp: keep
                      dataFiles:
                        - /a
                        - b
                """);

        InventoryException refused = catchThrowableOfType(InventoryException.class, () -> strict.read(text, "i.yaml"));

        int first = TestInventories.FIRST_WORKLOAD_LINE;
        assertThat(refused.problems())
                .extracting(Problem::describe)
                .containsExactly(
                        "i.yaml:%d:7 workloads[0].settings: setting \"pidFile\": is missing; write the path of a pid file"
                                .formatted(first + 4),
                        "i.yaml:%d:7 workloads[0].settings: one of pidFile, unit and command is needed"
                                .formatted(first + 4),
                        "i.yaml:%d:12 workloads[0].settings.tcp: setting \"tcp\": write close or refuse"
                                .formatted(first + 4),
                        "i.yaml:%d:11 workloads[0].settings.dataFiles[1]: setting \"dataFiles[1]\": is relative"
                                .formatted(first + 7));
    }

    @Test
    void doesNotAskTheDriverAboutAWorkloadThatIsWrongAnyway() {
        InventoryReader strict = new InventoryReader(DRIVERS, workload -> {
            throw new AssertionError("asked about " + workload);
        });

        InventoryException refused = catchThrowableOfType(
                InventoryException.class,
                () -> strict.read(
                        TestInventories.withWorkload("  - {name: x, driver: process, host: nowhere}\n"), "f"));

        assertThat(refused.problems()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$(reboot)", "a'b", "a\"b", "a\nb: c", "`id`", "../../etc", "-rf", "", "a b", "é", "a\u2028b"})
    void refusesHostileNamesOnOneLineAtTheirPlace(String name) {
        String quoted = YamlText.quoted(name);

        InventoryException refused =
                refused(TestInventories.withWorkload("  - {name: %s, driver: process, host: a}\n".formatted(quoted)));

        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(TestInventories.FIRST_WORKLOAD_LINE);
            assertThat(problem.field()).isEqualTo("workloads[0].name");
            assertThat(problem.message()).contains("is not a valid name").doesNotContain("\n");
        });
    }

    @Test
    void readsWaivers() {
        String policy =
                "{waivers: [{check: compatible.back, approver: Jane Doe, expires: \"2026-12-31\", reason: CHG0031234}]}";

        Inventory read = reader.read(
                TestInventories.withWorkload("  - {name: x, driver: process, host: a, policy: %s}\n".formatted(policy)),
                "i.yaml");

        assertThat(read.workloads().get(0).policy().waivers())
                .containsExactly(new Waiver("compatible.back", "", "Jane Doe", "2026-12-31", "CHG0031234"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{check: compatible.back, expires: \"2026-12-31\", reason: CHG0031234}",
                "{check: compatible.back, approver: Jane Doe, expires: \"next week\", reason: CHG0031234}",
                "{check: back, approver: Jane Doe, expires: \"2026-12-31\", reason: CHG0031234}"
            })
    void refusesWaiversThatSayNothing(String waiver) {
        InventoryException refused = refused(TestInventories.withWorkload(
                "  - {name: x, driver: process, host: a, policy: {waivers: [%s]}}\n".formatted(waiver)));

        assertThat(refused.problems()).singleElement().satisfies(problem -> assertThat(problem.field())
                .startsWith("workloads[0].policy.waivers[0]"));
    }

    @Test
    void keepsHostileFileNamesOnOneLine() {
        InventoryException refused =
                catchThrowableOfType(InventoryException.class, () -> reader.read("", "a\nb.yaml:1:1: fine"));

        assertThat(refused.getMessage()).startsWith("a?b.yaml:1:1: fine:1:1:").hasLineCount(1);
    }

    @Test
    void refusesAliasesThatMultiply() {
        StringBuilder bomb = new StringBuilder("version: 1\nl0: &l0 [x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i <= 12; i++) {
            bomb.append("l%d: &l%d [".formatted(i, i))
                    .append(("*l" + (i - 1) + ", ").repeat(8))
                    .append("x]\n");
        }

        InventoryException refused = refused(bomb.toString());

        assertThat(refused.getMessage()).contains("aliases");
    }

    @Test
    void acceptsAFewAliases() {
        String text = resource("smallest.yaml") + "  - &h {name: b, address: 10.0.0.2, login: &l {user: root},"
                + " hostKeys: &k [\"ssh-ed25519 AAAA\"]}\n  - {name: c, address: 10.0.0.3, login: *l, hostKeys: *k}\n";

        Inventory inventory = reader.read(text, "inventory.yaml");

        assertThat(inventory.hosts()).extracting(Host::name).containsExactly("a", "b", "c");
    }

    @Test
    void readsNoObjectsOutOfTags() {
        InventoryException refused = refused("version: !!java.net.URL [\"http://127.0.0.1:1/\"]\n");

        assertThat(refused.problems().get(0).message()).contains("has the tag").contains("without a tag");
        assertThat(refused.problems().get(0).column()).isEqualTo(10);
    }

    @Test
    void readsALargeInventory() {
        String hosts = IntStream.range(0, 500)
                .mapToObj(i -> "  - {name: h%d, address: h%d, login: {user: root}, hostKeys: [ssh-ed25519 AAAA]}"
                        .formatted(i, i))
                .collect(Collectors.joining("\n"));
        String workloads = IntStream.range(0, 5000)
                .mapToObj(i ->
                        "  - {name: w%d, driver: process, host: h%d, probes: [{type: process}]}".formatted(i, i % 500))
                .collect(Collectors.joining("\n"));

        Inventory inventory = reader.read("version: 1\nhosts:\n" + hosts + "\nworkloads:\n" + workloads, "large.yaml");

        assertThat(inventory.workloads()).hasSize(5000);
    }

    private InventoryException refused(String text) {
        return catchThrowableOfType(InventoryException.class, () -> reader.read(text, "inventory.yaml"));
    }

    private static Timing timing(int interval, int timeout, int within, int successes) {
        return new Timing(
                Duration.ofSeconds(interval), Duration.ofSeconds(timeout), Duration.ofSeconds(within), successes);
    }

    static String resource(String name) {
        try (InputStream in = InventoryReaderTest.class.getResourceAsStream("/inventory/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

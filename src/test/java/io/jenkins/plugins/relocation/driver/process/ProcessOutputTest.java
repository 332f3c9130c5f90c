// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Descriptors;
import io.jenkins.plugins.relocation.driver.HostReadings;
import io.jenkins.plugins.relocation.driver.Recorded;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sockets;
import io.jenkins.plugins.relocation.driver.Sockets.Internet;
import io.jenkins.plugins.relocation.driver.process.ProcessSettings.Selector;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.Discovered;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessOutputTest {
    private static final Selector REDIS = new Selector.ByCommand("/usr/bin/redis-server", List.of());

    @Test
    void readsWhatAHostIs() {
        Report source = Transcripts.report("source-tree");

        assertThat(HostReadings.criuVersion(source)).contains("4.2.1");
        assertThat(HostReadings.kernel(source)).contains("6.18");
        assertThat(HostReadings.architecture(source)).contains("x86_64");
        assertThat(HostReadings.cpuFlags(source).orElseThrow()).contains("sse2", "avx2");
        assertThat(HostReadings.freeMemory(source).orElseThrow()).isGreaterThan(1L << 30);
        assertThat(HostReadings.imagesInMemory(source)).isTrue();
        assertThat(HostReadings.hostKeys(source)).containsExactly(Transcripts.KEY);
    }

    @Test
    void comparesVersionsByNumber() {
        assertThat(HostReadings.atLeast("4.10", "4.2")).isTrue();
        assertThat(HostReadings.atLeast("4.2", "4.2")).isTrue();
        assertThat(HostReadings.atLeast("4.1.9", "4.2")).isFalse();
        assertThat(HostReadings.atLeast("5", "4.2")).isTrue();
        assertThat(HostReadings.atLeast("4", "4.2")).isFalse();
    }

    @Test
    void readsATreeWithItsProcesses() {
        ProcessTable table = ProcessTable.of(Transcripts.report("source-tree"));
        ProcessRow root = table.rows().get(0);

        assertThat(table.tree(root.pid())).hasSize(3).allSatisfy(row -> {
            assertThat(row.executable()).isEqualTo("/usr/bin/python3.13");
            assertThat(row.session()).isEqualTo(root.pid());
            assertThat(row.start()).isPositive();
        });
        assertThat(root.commandLine()).startsWith("/usr/bin/python3 /usr/local/bin/tree.py 12");
    }

    @Test
    void findsAProcessThatHasRewrittenItsCommandLine() {
        ProcessTable table = ProcessTable.of(Transcripts.report("candidates-redis"));

        assertThat(table.roots(REDIS)).singleElement().satisfies(row -> assertThat(row.program())
                .isEqualTo("/usr/bin/redis-server"));
        assertThat(table.roots(new Selector.ByCommand("/usr/bin/redis-server", List.of(":7002"))))
                .hasSize(1);
        assertThat(table.roots(new Selector.ByCommand("/usr/bin/redis-server", List.of(":7003"))))
                .isEmpty();
        assertThat(table.roots(new Selector.ByCommand("/usr/bin/redis", List.of())))
                .isEmpty();
    }

    @Test
    void leavesOutProcessesThatMakeNoSense() {
        Report report = new Report(
                Map.of("stat", List.of("12 (x) S 1", "nonsense", "13 (a b) c) S 1 13 13 0 " + "7 ".repeat(30))));

        assertThat(ProcessTable.of(report).rows()).singleElement().satisfies(row -> {
            assertThat(row.pid()).isEqualTo(13);
            assertThat(row.name()).isEqualTo("a b) c");
        });
    }

    @Test
    void readsSockets() {
        List<Internet> sockets = Sockets.internet(Transcripts.report("source-tree"));

        assertThat(sockets)
                .filteredOn(Internet::listens)
                .extracting(Internet::describe)
                .contains("tcp 0.0.0.0:7001", "tcp 0.0.0.0:22");
        assertThat(Sockets.unix(Transcripts.report("source-tree")))
                .anySatisfy(socket -> assertThat(socket.path()).isEqualTo("/run/systemd/journal/dev-log"));
    }

    @Test
    void addressesCollideWhereOneTakesAny() {
        Internet any = socket("0: 00000000:1B59 00000000:0000 0A 0 0 0 0 0 1 1");
        Internet one = socket("0: 0B004D0A:1B59 00000000:0000 0A 0 0 0 0 0 2 1");
        Internet other = socket("0: 0C004D0A:1B59 00000000:0000 0A 0 0 0 0 0 3 1");

        assertThat(one.address().getHostAddress()).isEqualTo("10.77.0.11");
        assertThat(any.collides(one)).isTrue();
        assertThat(one.collides(other)).isFalse();
        assertThat(one.collides(one)).isTrue();
    }

    @Test
    void findsPipesThatLeadOut() {
        Report inside = new Report(Map.of(
                "fd", List.of("/proc/5/fd/1\tpipe:[9]", "/proc/6/fd/0\tpipe:[9]"),
                "fdflags", List.of("/proc/5/fdinfo/1:flags:\t0100001", "/proc/6/fdinfo/0:flags:\t0100000")));
        Report outside = Recorded.with(inside, "fd", "/proc/5/fd/1\tpipe:[9]");

        assertThat(Descriptors.of(inside).outsidePipes()).isEmpty();
        assertThat(Descriptors.of(outside).outsidePipes()).singleElement().satisfies(pipe -> assertThat(pipe.describe())
                .isEqualTo("descriptor 1 of process 5 (pipe:[9])"));
    }

    @Test
    void aPartThatWasCutIsNoAnswer() {
        Report report = Report.of(new CommandResult(0, "@@uname\nLinux 6.1 x86_64\n@@hashes\nabc", "", true));

        assertThat(report.has("uname")).isTrue();
        assertThat(report.has("hashes")).isFalse();
    }

    @Test
    void discoversServicesAndLeavesTheHostItselfOut() {
        List<Discovered> found = ProcessDiscovery.of(Transcripts.report("all"));

        assertThat(found).extracting(Discovered::suggestedName).containsExactlyInAnyOrder("tree.py", "lab-redis");
        assertThat(found)
                .filteredOn(each -> each.suggestedName().equals("lab-redis"))
                .singleElement()
                .satisfies(redis -> {
                    assertThat(redis.settings()).isEqualTo(Map.of("unit", "lab-redis.service"));
                    assertThat(redis.listens()).containsExactly(7002);
                });
        assertThat(found)
                .filteredOn(each -> each.suggestedName().equals("tree.py"))
                .singleElement()
                .satisfies(tree -> {
                    assertThat(tree.settings())
                            .containsEntry("command", "/usr/bin/python3")
                            .containsEntry("args", List.of("/usr/local/bin/tree.py", "12", "/srv/tree/log"));
                    assertThat(tree.listens()).containsExactly(7001);
                    assertThat(tree.description()).contains("3 processes");
                    assertThat(tree.memoryBytes()).isGreaterThan(12L << 20);
                });
    }

    @Test
    void whatIsDiscoveredIsFoundAgainWithTheSuggestedSettings() {
        Report all = Transcripts.report("all");

        for (Discovered found : ProcessDiscovery.of(all)) {
            if (found.settings().containsKey("command")) {
                ProcessSettings settings =
                        ProcessSettings.of(Transcripts.workload(found.suggestedName(), found.settings()));
                assertThat(ProcessTable.of(all).roots(settings.selector())).hasSize(1);
            }
        }
    }

    private static Internet socket(String line) {
        return Sockets.internet(new Report(Map.of("tcp", List.of(line)))).get(0);
    }
}

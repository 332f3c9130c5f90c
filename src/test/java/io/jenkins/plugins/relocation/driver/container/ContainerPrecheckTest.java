// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Recorded.and;
import static io.jenkins.plugins.relocation.driver.Recorded.changed;
import static io.jenkins.plugins.relocation.driver.Recorded.with;
import static io.jenkins.plugins.relocation.driver.Recorded.without;
import static io.jenkins.plugins.relocation.driver.container.ContainerTranscripts.crun;
import static io.jenkins.plugins.relocation.driver.container.ContainerTranscripts.podman;
import static io.jenkins.plugins.relocation.driver.container.ContainerTranscripts.source;
import static io.jenkins.plugins.relocation.driver.container.ContainerTranscripts.target;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.HostChecks;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.WireChecks;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.spi.Leg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerPrecheckTest {
    private static final String UNIT =
            "Id=redis1.service,LoadState=loaded,ActiveState=inactive,WatchdogUSec=0,TriggeredBy=";
    private static final String STRANGER = "02:42:0a:4d:00:99";

    /** A check, answers on which it fails, what its message says then, and answers on which it cannot tell. */
    record Case(String id, Leg.End end, ContainerAnswers failing, String message, ContainerAnswers silent) {
        @Override
        public String toString() {
            return id + " on " + end;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void failsWithTheValueSeenAndARemedy(Case row) {
        Finding finding = find(row.id(), row.end(), row.failing());

        assertThat(finding.verdict()).as(finding.message()).isEqualTo(Verdict.FAIL);
        assertThat(finding.message()).contains(row.message());
        assertThat(finding.remedy()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isUnknownWhenTheHostDoesNotTell(Case row) {
        Finding finding = find(row.id(), row.end(), row.silent());

        assertThat(finding.verdict()).as(finding.message()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.message()).isNotBlank();
        assertThat(finding.remedy()).isNotBlank();
    }

    @Test
    void everyCheckOfTheTableIsTestedForFailureAndSilence() {
        Set<String> untested = ContainerPrecheck.TABLE.stream()
                .map(check -> check.id() + check.end())
                .collect(Collectors.toCollection(TreeSet::new));
        // Those are tested with process trees.
        ofEveryDriver().forEach(check -> untested.remove(check.id() + check.end()));
        cases().forEach(row -> untested.remove(row.id() + row.end()));

        assertThat(untested).isEmpty();
    }

    @Test
    void passesForContainersThatCanMove() {
        for (ContainerAnswers answers : List.of(crun(), podman())) {
            assertThat(ContainerPrecheck.TABLE.stream().map(check -> check.find(answers)))
                    .allSatisfy(finding -> assertThat(finding.verdict())
                            .as("%s: %s", finding.check(), finding.message())
                            .isEqualTo(Verdict.PASS));
        }
    }

    @Test
    void aHostThatDoesNotAnswerIsUnknownEverywhere() {
        for (ContainerAnswers answers : List.of(crun("unit", "redis1.service"), podman())) {
            ContainerAnswers silent = target(answers, report -> Report.EMPTY);

            assertThat(ContainerPrecheck.TABLE.stream()
                            .filter(check -> check.end() == TO && !ofPodmanOnly(check))
                            .map(check -> check.find(silent)))
                    .allSatisfy(finding ->
                            assertThat(finding.verdict()).as(finding.check()).isNotEqualTo(Verdict.FAIL))
                    .anySatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN));
            ContainerAnswers nothing = source(answers, report -> Report.EMPTY);
            assertThat(ContainerPrecheck.TABLE.stream()
                            .filter(check -> check.end() == FROM && !check.id().startsWith("transfer."))
                            .map(check -> check.find(nothing)))
                    .allSatisfy(finding ->
                            assertThat(finding.verdict()).as(finding.check()).isEqualTo(Verdict.UNKNOWN));
        }
    }

    private static Stream<Check<ContainerAnswers>> ofEveryDriver() {
        return Stream.concat(
                HostChecks.<ContainerAnswers>table().stream(), WireChecks.<ContainerAnswers>table().stream());
    }

    private static boolean ofPodmanOnly(Check<ContainerAnswers> check) {
        return check.id().startsWith("podman.");
    }

    @Test
    void closingConnectionsIsAPolicyThatPasses() {
        ContainerAnswers closing = source(crun("tcp", "close"), ContainerPrecheckTest::connected);

        assertThat(find("tcp.policy", FROM, closing).verdict()).isEqualTo(Verdict.PASS);
        assertThat(find("tcp.policy", FROM, closing).message()).contains("1 TCP connections will be closed");
    }

    @Test
    void aCopiedVolumeAndACopiedRootFileSystemNeedNotBeThere() {
        ContainerAnswers copied = target(crun("rootfs", "sync"), report -> with(report, "bundle-config"));

        assertThat(find("rootfs.bundle", TO, copied).verdict()).isEqualTo(Verdict.PASS);
        assertThat(find("rootfs.digest", TO, copied).verdict()).isEqualTo(Verdict.PASS);
        assertThat(find("volumes", TO, podman()).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void theManualTellsOfEveryCheck() throws IOException {
        String manual = Files.readString(Path.of("docs/containers.md"));
        Set<String> ofTheHosts = ofEveryDriver().map(Check::id).collect(Collectors.toSet());

        assertThat(ContainerPrecheck.TABLE.stream().map(Check::id).filter(id -> !ofTheHosts.contains(id)))
                .allSatisfy(id -> assertThat(manual).contains("| `%s` |".formatted(id)));
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.addAll(runtimeCases());
        cases.addAll(containerCases());
        cases.addAll(networkCases());
        cases.addAll(fileCases());
        cases.addAll(podmanCases());
        cases.addAll(supervisorCases());
        for (Leg.End end : Leg.End.values()) {
            cases.add(part("criu.config", end, "criu-config", "/etc/criu/default.conf", "/etc/criu/default.conf"));
            cases.add(part("runtime.criu", end, "crun", "without CRIU", "+SYSTEMD"));
            cases.add(part("runtime.criu", end, "libcriu", "libcriu.so.2"));
            cases.add(part("network.lock", end, "lock", "cannot lock", "missing"));
            cases.add(part("network.tools", end, "network-tools", "missing: arping", "missing arping"));
            cases.add(part("network.tools", end, "nft", "Operation not supported", "netlink: Operation not supported"));
        }
        return cases.stream();
    }

    private static List<Case> runtimeCases() {
        return List.of(
                new Case(
                        "container.found",
                        FROM,
                        source(crun(), report -> with(report, "found", "none")),
                        "crun container redis1 is not there",
                        source(crun(), report -> with(report, "found", "unknown permission denied"))),
                new Case(
                        "container.found",
                        FROM,
                        crun("bundle", "/elsewhere"),
                        "its bundle is /ctr, not /elsewhere",
                        source(crun(), report -> without(report, "found"))),
                new Case(
                        "container.free",
                        TO,
                        target(crun(), report -> with(report, "found", "running 7 8")),
                        "there is a crun container redis1 already, it is running",
                        target(crun(), report -> with(report, "found", "unknown permission denied"))),
                new Case(
                        "container.free",
                        TO,
                        target(crun(), report -> with(report, "elsewhere", "runc running 7 8")),
                        "another runtime",
                        target(crun(), report -> without(report, "elsewhere"))),
                new Case(
                        "runtime.version",
                        TO,
                        target(crun(), report -> with(report, "runtimes", "runc runc version 1.1.15")),
                        "runs under crun, which is not there; there is runc",
                        target(crun(), report -> without(report, "runtimes"))),
                new Case(
                        "runtime.version",
                        TO,
                        target(crun(), report -> with(report, "runtimes", "crun crun version 1.14")),
                        "crun version 1.14, but the source has crun version 1.21",
                        source(crun(), report -> with(report, "runtimes", "runc runc version 1.1.15"))),
                new Case(
                        "runtime.version",
                        TO,
                        target(podman(), report -> with(report, "runtimes", "podman podman version 5.4.2")),
                        "runs under crun, which is not there; there is podman",
                        source(podman(), report -> without(report, "podman"))),
                new Case(
                        "cgroup.version",
                        TO,
                        target(crun(), report -> with(report, "cgroupfs", "tmpfs")),
                        "version 1, on the source version 2",
                        target(crun(), report -> with(report, "cgroupfs"))));
    }

    private static List<Case> containerCases() {
        return List.of(
                new Case(
                        "container.namespaces",
                        FROM,
                        source(crun(), report -> changed(report, "config", "\"type\": \"pid\"", "\"type\": \"user\"")),
                        "user namespace",
                        source(crun(), report -> with(report, "config", "no JSON"))),
                new Case(
                        "container.output",
                        FROM,
                        source(crun(), report -> changed(report, "fd", "/fd/1\t/dev/null", "/fd/1\tpipe:[7]")),
                        "descriptor 1 of process",
                        source(crun(), report -> without(report, "fd"))),
                new Case(
                        "container.output",
                        FROM,
                        source(
                                crun(),
                                report -> changed(report, "config", "\"terminal\": false", "\"terminal\": true")),
                        "terminal",
                        source(crun(), report -> without(report, "fdflags"))),
                new Case(
                        "container.files",
                        FROM,
                        source(crun(), report -> and(report, "fd", "/proc/7/fd/9\tanon_inode:[io_uring]")),
                        "io_uring",
                        source(crun(), report -> without(report, "deleted"))),
                new Case(
                        "container.files",
                        FROM,
                        source(crun(), report -> and(report, "fdflags", "/proc/7/fdinfo/9:lock:\t1: FLOCK")),
                        "file locks",
                        source(crun(), report -> without(report, "fdflags"))),
                new Case(
                        "network.expected",
                        FROM,
                        crun("network", Map.of("mac", "02:42:0a:4d:00:33", "bridge", "br0")),
                        "mac is 02:42:0a:4d:00:32, not 02:42:0a:4d:00:33",
                        source(crun(), report -> without(report, "found"))),
                new Case(
                        "tcp.policy",
                        FROM,
                        source(crun("tcp", "refuse"), ContainerPrecheckTest::connected),
                        "1 TCP connections, but tcp is refuse",
                        source(crun(), report -> without(report, "tcp"))),
                new Case(
                        "tcp.policy",
                        FROM,
                        source(crun("tcp", "keep"), report -> with(report, "netns", "7 own", "7 host")),
                        "no address moves along",
                        source(crun(), report -> without(report, "tcp6"))));
    }

    private static List<Case> networkCases() {
        return List.of(
                new Case(
                        "network.cable",
                        FROM,
                        source(crun(), report -> with(report, "netns", "7 own", "8 host")),
                        "has no name",
                        source(crun(), report -> without(report, "netns"))),
                new Case(
                        "network.cable",
                        FROM,
                        source(crun(), report -> with(report, "outside", "[]")),
                        "no end of a pair",
                        source(crun(), report -> with(report, "inside", "sh: ip: not found"))),
                new Case(
                        "network.alone",
                        FROM,
                        source(crun(), report -> and(report, "inhabitants", "4711")),
                        "other processes use its network namespace, which goes: 4711",
                        source(crun(), report -> without(report, "inhabitants"))),
                new Case(
                        "network.rules",
                        FROM,
                        source(crun(), report -> with(report, "rules", "table inet filter {", "}")),
                        "table inet filter",
                        source(crun(), report -> without(report, "rules"))),
                new Case(
                        "network.bridge",
                        TO,
                        target(crun(), report -> with(report, "outside", "[]")),
                        "no bridge br0",
                        target(crun(), report -> without(report, "outside"))),
                new Case(
                        "network.mac",
                        TO,
                        target(crun(), report -> with(report, "prepared", prepared(STRANGER))),
                        "hardware address " + STRANGER + " instead of 02:42:0a:4d:00:32",
                        target(crun(), report -> without(report, "prepared"))),
                new Case(
                        "network.address",
                        TO,
                        target(crun(), report -> changed(report, "own-addresses", "10.77.0.12", "10.77.0.50")),
                        "the target itself has the address 10.77.0.50",
                        target(crun(), report -> without(report, "own-addresses"))),
                new Case(
                        "network.address",
                        TO,
                        target(crun(), report -> with(report, "neighbours", "reply " + STRANGER, "asked")),
                        "10.77.0.50 is also used by " + STRANGER,
                        target(crun(), report -> with(report, "neighbours"))),
                new Case(
                        "network.segment",
                        TO,
                        target(crun(), report -> with(report, "neighbours", "asked")),
                        "does not answer on the target's bridge br0",
                        target(crun(), report -> without(report, "neighbours"))));
    }

    /** What "ip -j addr show" says in a namespace with one device. */
    private static String prepared(String mac) {
        return "[{\"ifindex\":2,\"link_index\":9,\"ifname\":\"eth0\",\"link_type\":\"ether\",\"address\":\"%s\"}]"
                .formatted(mac);
    }

    private static List<Case> fileCases() {
        return List.of(
                new Case(
                        "rootfs.bundle",
                        TO,
                        target(crun(), report -> with(report, "bundle-config")),
                        "there is no /ctr/config.json",
                        target(crun(), report -> without(report, "bundle-config"))),
                new Case(
                        "rootfs.bundle",
                        TO,
                        target(crun(), report -> with(report, "bundle-config", "0  -")),
                        "another one than on the source",
                        source(crun(), report -> with(report, "bundle-config"))),
                new Case(
                        "rootfs.digest",
                        TO,
                        target(crun(), report -> changed(report, "rootfs", " /etc", " /other")),
                        "/ctr/rootfs/etc (missing)",
                        target(crun(), report -> without(report, "rootfs"))),
                new Case(
                        "volumes",
                        TO,
                        source(
                                crun(),
                                report -> changed(
                                        report,
                                        "config",
                                        "\"mounts\": [",
                                        "\"mounts\": [{\"destination\": \"/v\", \"type\": \"bind\", \"source\": \"/srv/v\"},")),
                        "missing: /srv/v",
                        target(crun(), report -> without(report, "volumes"))),
                new Case(
                        "volumes.mounts",
                        FROM,
                        source(crun(), report -> changed(report, "config", "\"type\": \"proc\"", "\"type\": \"nfs\"")),
                        "/proc (nfs)",
                        source(crun(), report -> without(report, "mounts"))),
                new Case(
                        "files.room",
                        TO,
                        source(crun(), report -> with(report, "data", "99999999999999\t/ctr/rootfs/data/x")),
                        "are needed",
                        target(crun(), report -> without(report, "room-data"))),
                new Case(
                        "files.in-use",
                        TO,
                        target(crun(), report -> with(report, "in-use", "/ctr/rootfs/data/x")),
                        "/ctr/rootfs/data/x",
                        target(crun(), report -> without(report, "in-use"))));
    }

    private static List<Case> podmanCases() {
        UnaryOperator<Report> noPodman = report -> without(report, "podman");
        return List.of(
                new Case(
                        "podman.container",
                        FROM,
                        source(
                                podman(),
                                report -> changed(report, "podman", "\"AutoRemove\": false", "\"AutoRemove\": true")),
                        "--rm",
                        source(podman(), noPodman)),
                new Case(
                        "podman.container",
                        FROM,
                        source(podman(), report -> changed(report, "podman", "\"Pod\": \"\"", "\"Pod\": \"abc\"")),
                        "part of a pod",
                        source(podman(), report -> with(report, "podman", "Error: no such container"))),
                new Case(
                        "podman.network",
                        FROM,
                        source(
                                podman(),
                                report -> changed(
                                        report,
                                        "podman",
                                        "\"NetworkMode\": \"ns:/run/netns/ctr1\"",
                                        "\"NetworkMode\": \"bridge\"")),
                        "Podman makes its network (bridge)",
                        source(podman(), noPodman)),
                new Case(
                        "podman.restart",
                        FROM,
                        source(
                                podman(),
                                report -> changed(report, "runtimes", "podman version 5.4.2", "podman version 4.3.1")),
                        "restart policy always would start it again, and Podman 4.3.1 cannot change it",
                        source(podman(), report -> changed(report, "runtimes", "podman version 5.4.2", ""))),
                new Case(
                        "podman.image",
                        TO,
                        target(podman(), report -> with(report, "images")),
                        "image localhost/redis-lab:latest",
                        target(podman(), report -> without(report, "images"))));
    }

    private static List<Case> supervisorCases() {
        ContainerAnswers started = crun("unit", "redis1.service");
        List<Case> cases = new ArrayList<>();
        for (Leg.End end : Leg.End.values()) {
            cases.add(part("supervisor", end, "starters", "redis1.service", "redis1.service"));
        }
        cases.add(new Case(
                "supervisor.unit",
                FROM,
                source(started, report -> unit(report, "WatchdogUSec=0", "WatchdogUSec=30s")),
                "watchdog (30s)",
                source(started, report -> without(report, "unit"))));
        cases.add(new Case(
                "supervisor.unit",
                TO,
                target(started, report -> unit(report, "LoadState=loaded", "LoadState=not-found")),
                "redis1.service is not-found",
                target(started, report -> without(report, "unit"))));
        cases.add(new Case(
                "supervisor.unit",
                TO,
                target(started, report -> unit(report, "TriggeredBy=", "TriggeredBy=redis1.timer")),
                "started by redis1.timer",
                target(started, report -> with(report, "unit", "Failed to connect to bus"))));
        return cases;
    }

    private static Report unit(Report report, String from, String to) {
        return with(report, "unit", UNIT.replace(from, to).split(","));
    }

    /** Has a connected client: the listening socket's line, established. */
    private static Report connected(Report report) {
        return changed(report, "tcp", "00000000:18EB 00000000:0000 0A", "00000000:18EB 0C004D0A:9999 01");
    }

    /** A check of one part of a host's answer: these lines fail, no answer is unknown. */
    private static Case part(String id, Leg.End end, String part, String message, String... lines) {
        UnaryOperator<Report> failing = report -> with(report, part, lines);
        UnaryOperator<Report> silent = report -> without(report, part);
        return end == FROM
                ? new Case(id, end, source(crun(), failing), message, source(crun(), silent))
                : new Case(id, end, target(crun(), failing), message, target(crun(), silent));
    }

    private static Finding find(String id, Leg.End end, ContainerAnswers answers) {
        return ContainerPrecheck.TABLE.stream()
                .filter(check -> check.id().equals(id) && check.end() == end)
                .findFirst()
                .orElseThrow()
                .find(answers);
    }
}

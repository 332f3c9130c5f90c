// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Recorded.with;
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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerPrecheckTest {
    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.driver.container.ContainerPrecheckCases#all")
    void failsWithTheValueSeenAndARemedy(ContainerPrecheckCases.Case row) {
        Finding finding = find(row.id(), row.end(), row.failing());

        assertThat(finding.verdict()).as(finding.message()).isEqualTo(Verdict.FAIL);
        assertThat(finding.message()).contains(row.message());
        assertThat(finding.remedy()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.driver.container.ContainerPrecheckCases#all")
    void isUnknownWhenTheHostDoesNotTell(ContainerPrecheckCases.Case row) {
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
        ContainerPrecheckCases.all().forEach(row -> untested.remove(row.id() + row.end()));

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
        ContainerAnswers closing = source(crun("tcp", "close"), ContainerPrecheckCases::connected);

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

    private static Finding find(String id, Leg.End end, ContainerAnswers answers) {
        return ContainerPrecheck.TABLE.stream()
                .filter(check -> check.id().equals(id) && check.end() == end)
                .findFirst()
                .orElseThrow()
                .find(answers);
    }
}

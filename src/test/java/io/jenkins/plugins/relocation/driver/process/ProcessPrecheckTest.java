// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static io.jenkins.plugins.relocation.driver.Recorded.with;
import static io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.over;
import static io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.source;
import static io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.target;
import static io.jenkins.plugins.relocation.driver.process.Transcripts.redis;
import static io.jenkins.plugins.relocation.driver.process.Transcripts.tree;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.Case;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProcessPrecheckTest {
    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases#all")
    void failsWithTheValueSeenAndARemedy(Case row) {
        Finding finding = find(row.id(), row.end(), row.failing());

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.message()).contains(row.message());
        assertThat(finding.remedy()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases#all")
    void isUnknownWhenTheHostDoesNotTell(Case row) {
        Finding finding = find(row.id(), row.end(), row.silent());

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.message()).isNotBlank();
        assertThat(finding.remedy()).isNotBlank();
    }

    @Test
    void everyCheckOfTheTableIsTestedForFailureAndSilence() {
        Set<String> tested = new HashSet<>();
        ProcessPrecheckCases.all().forEach(row -> tested.add(row.id() + row.end()));

        assertThat(ProcessPrecheck.TABLE).allSatisfy(check -> assertThat(tested).contains(check.id() + check.end()));
    }

    @Test
    void passesForATreeAndForAServiceThatCanMove() {
        for (Answers answers : List.of(tree(), redis(), Transcripts.connected())) {
            assertThat(ProcessPrecheck.TABLE.stream().map(check -> check.find(answers)))
                    .allSatisfy(finding -> assertThat(finding.verdict())
                            .as("%s: %s", finding.check(), finding.message())
                            .isEqualTo(Verdict.PASS));
        }
    }

    @Test
    void aHostThatDoesNotAnswerIsUnknownEverywhere() {
        Answers silent = target(tree(), report -> Report.EMPTY);

        assertThat(ProcessPrecheck.TABLE.stream()
                        .filter(check -> check.end() == TO && !check.id().startsWith("network."))
                        .map(check -> check.find(silent).verdict()))
                .containsOnly(Verdict.UNKNOWN);
    }

    @Test
    void closingConnectionsIsAPolicyThatPasses() {
        Answers connected = ProcessFileCases.connected();
        Answers closing = new Answers(
                connected.leg(),
                ProcessSettings.of(Transcripts.workload("tree", Map.of("pidFile", "/run/tree.pid", "tcp", "close"))),
                connected.roots(),
                connected.source(),
                connected.target(),
                Trouble.NONE);

        assertThat(find("tcp.policy", FROM, closing).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void saysWhenMemoryWillNotBeEncrypted() {
        TransferPlan plain = TransferPlan.over(TransferPlan.Transport.PLAIN, "migration");

        Finding finding = find(
                "transfer.plain",
                FROM,
                over(plain, source(tree(), report -> with(report, "plain", "bytes per second 1000"))));

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.message()).isEqualTo("NOT encrypted, over trusted network migration");
    }

    private static Finding find(String id, Leg.End end, Answers answers) {
        return ProcessPrecheck.TABLE.stream()
                .filter(check -> check.id().equals(id) && check.end() == end)
                .findFirst()
                .orElseThrow()
                .find(answers);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static io.jenkins.plugins.relocation.driver.process.Transcripts.A;
import static io.jenkins.plugins.relocation.driver.process.Transcripts.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Survey;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessDriverTest {
    private static final Workload TREE = Transcripts.workload("tree", Map.of("pidFile", "/run/tree.pid"));

    private final RecordedHosts hosts = new RecordedHosts();
    private final Driver driver = new ProcessDriverFactory().create(hosts, Ticker.SYSTEM);

    @Test
    void canDoAllThatADriverCan() {
        // Its freeze gives the permit along; it is not asked for.
        assertThat(driver.capabilities())
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Capability.ASKS_PERMIT)));
    }

    @Test
    void prechecksBothEndsWithSixQuestions() {
        answerAll();

        List<Finding> findings = driver.precheck(Transcripts.leg(TREE));

        assertThat(findings).allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.PASS));
        assertThat(hosts.asked())
                .containsExactly(
                        "a candidates",
                        "a report_host",
                        "a report_source",
                        "a report_keys",
                        "b report_host",
                        "b report_target");
    }

    @Test
    void asksOnceInASnapshotWhatIsTheSameForAllWorkloads() {
        answerAll();
        hosts.answer(A, "report_keys", "@@keys\nb " + Transcripts.KEY + "\n")
                .answer(A, "report_host", Transcripts.text("source-tree"))
                .answer(A, "report_data", "@@data\n")
                .answer(A, "report_size", Transcripts.text("source-tree"))
                .answer(A, "report_data", "@@data\n6\t/run/tree.pid\n")
                .answer(B, "report_host", Transcripts.text("target-tree"));
        Driver snapshot = driver.snapshot();

        for (int i = 0; i < 3; i++) {
            snapshot.memory(A);
            snapshot.survey(TREE, A);
            snapshot.facts(TREE, A, B);
            snapshot.readings(B, List.of());
            snapshot.precheck(Transcripts.leg(TREE));
        }

        assertThat(hosts.asked()).doesNotHaveDuplicates();
        driver.memory(A);
        assertThat(hosts.asked()).filteredOn("a report_host"::equals).hasSize(2);
    }

    @Test
    void aHostThatDidNotAnswerIsNotAskedAgainInASnapshot() {
        Driver snapshot = driver.snapshot();

        assertThatThrownBy(() -> snapshot.memory(A)).hasMessageContaining("host a does not answer");
        assertThatThrownBy(() -> snapshot.memory(A))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessageContaining("host a does not answer");

        assertThat(hosts.asked()).hasSize(1);
    }

    @Test
    void aTargetThatDoesNotAnswerIsUnknownAndTheSourceIsCheckedAllTheSame() {
        hosts.answer(A, "candidates", Transcripts.text("candidates-tree"))
                .answer(A, "report_host", Transcripts.text("source-tree"))
                .answer(A, "report_source", Transcripts.text("source-tree"));

        List<Finding> findings = driver.precheck(Transcripts.leg(TREE));

        assertThat(findings)
                .filteredOn(finding -> finding.host().equals("b"))
                .filteredOn(finding -> !finding.check().startsWith("network.")) // its address stays
                .allSatisfy(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
                    assertThat(finding.message()).contains("host b does not answer");
                });
        assertThat(findings)
                .filteredOn(finding -> finding.host().equals("a"))
                .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.PASS));
    }

    @Test
    void aWorkloadThatIsNotThereIsFoundOutAndHostsAreCheckedAllTheSame() {
        hosts.answer(A, "candidates", "@@stat\n@@exe\n@@args\n")
                .answer(A, "report_host", Transcripts.text("source-tree"))
                .answer(A, "report_source", Transcripts.text("source-tree"))
                .answer(B, "report_host", Transcripts.text("target-tree"))
                .answer(B, "report_target", Transcripts.text("target-tree"));

        List<Finding> findings = driver.precheck(Transcripts.leg(TREE));

        assertThat(verdict(findings, "workload.found", "a")).isEqualTo(Verdict.FAIL);
        assertThat(verdict(findings, "pids.free", "b")).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(findings, "criu.version", "b")).isEqualTo(Verdict.PASS);
    }

    @Test
    void surveysATree() {
        hosts.answer(A, "candidates", Transcripts.text("candidates-tree"))
                .answer(A, "report_size", Transcripts.text("source-tree"))
                .answer(A, "report_data", "@@data\n6\t/run/tree.pid\n");

        Survey survey = driver.survey(TREE, A);

        assertThat(survey.processes())
                .hasSize(3)
                .startsWith(Transcripts.tree().root().pid());
        assertThat(survey.dataBytes()).isEqualTo(6);
        assertThat(survey.memoryBytes()).isGreaterThan(12L << 20);
        assertThat(survey.description()).contains("tree.py", "3 processes");
    }

    @Test
    void aSurveyOfNothingIsBadInput() {
        hosts.answer(A, "candidates", "@@stat\n");

        assertThatThrownBy(() -> driver.survey(TREE, A))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_INPUT))
                .hasMessageContaining("pid file /run/tree.pid matches nothing on host a");
    }

    @Test
    void theConditionsOfAPlanHoldForTheReadingsOfTheSameHosts() {
        hosts.answer(A, "candidates", Transcripts.text("candidates-tree"))
                .answer(A, "report_host", Transcripts.text("source-tree"))
                .answer(A, "report_size", Transcripts.text("source-tree"))
                .answer(A, "report_data", "@@data\n6\t/run/tree.pid\n")
                .answer(B, "report_host", Transcripts.text("target-tree"));

        List<Fact> facts = driver.facts(TREE, A, B);

        assertThat(facts)
                .extracting(fact -> fact.host() + " " + fact.reading())
                .containsExactlyInAnyOrder(
                        "a criu.version",
                        "b criu.version",
                        "b arch",
                        "b cpu.flags",
                        "b kernel",
                        "b memory.free",
                        "a images.room",
                        "b images.room",
                        "a process.command:tree");
        Map<String, String> source = driver.readings(A, facts);
        Map<String, String> target = driver.readings(B, facts);
        assertThat(source)
                .containsEntry("criu.version", "4.2.1")
                .containsEntry("process.command:tree", Transcripts.tree().root().commandLine());
        assertThat(target).containsEntry("arch", "x86_64").doesNotContainKey("process.command:tree");
        assertThat(Long.parseLong(target.get("memory.free"))).isGreaterThan(value(facts, "b", "memory.free"));
        assertThat(Long.parseLong(target.get("images.room"))).isGreaterThan(value(facts, "b", "images.room"));
        assertThat(List.of(target.get("cpu.flags").split(" ")))
                .containsAll(List.of(text(facts, "cpu.flags").split(" ")));
    }

    @Test
    void aReadingThatCannotBeHadIsMissing() {
        hosts.answer(A, "report_host", "@@uname\nnonsense\n@@criu\nnonsense\n");

        assertThat(driver.readings(A, List.of())).isEmpty();
    }

    @Test
    void criuThatIsNotInstalledIsAReading() {
        hosts.answer(A, "report_host", "@@criu\n/bin/sh: 93: criu: not found\n");

        assertThat(driver.readings(A, List.of())).containsExactly(Map.entry("criu.version", "not installed"));
    }

    @Test
    void aHostThatDoesNotAnswerIsObservedAsUnknown() {
        Observation observation = driver.observe(Transcripts.leg(TREE));

        assertThat(observation.known()).isFalse();
        assertThat(observation.detail()).contains("host a does not answer", "host b does not answer");
    }

    private void answerAll() {
        hosts.answer(A, "candidates", Transcripts.text("candidates-tree"))
                .answer(A, "report_host", Transcripts.text("source-tree"))
                .answer(A, "report_source", Transcripts.text("source-tree"))
                .answer(A, "report_keys", "@@keys\nb " + Transcripts.KEY + "\n")
                .answer(B, "report_host", Transcripts.text("target-tree"))
                .answer(B, "report_target", Transcripts.text("target-tree"));
    }

    private static Verdict verdict(List<Finding> findings, String check, String host) {
        return findings.stream()
                .filter(finding ->
                        finding.check().equals(check) && finding.host().equals(host))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    private static long value(List<Fact> facts, String host, String reading) {
        return facts.stream()
                .filter(fact -> fact.host().equals(host) && fact.reading().equals(reading))
                .mapToLong(fact -> Long.parseLong(fact.value()))
                .findFirst()
                .orElseThrow();
    }

    private static String text(List<Fact> facts, String reading) {
        return facts.stream()
                .filter(fact -> fact.reading().equals(reading))
                .map(Fact::value)
                .findFirst()
                .orElseThrow();
    }
}

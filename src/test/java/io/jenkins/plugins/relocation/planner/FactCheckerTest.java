// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Fact.Relation;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactCheckerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EQUAL|x86_64|x86_64|PASS",
                "EQUAL|x86_64|aarch64|FAIL",
                "EQUAL|x86_64|'x86_64 '|FAIL",
                "AT_LEAST|1000|1000|PASS",
                "AT_LEAST|1000|999|FAIL",
                "AT_LEAST|1000|' 1001\n'|PASS",
                "AT_LEAST|1000|99999999999999999999|PASS",
                "AT_LEAST|1000|1e9|UNKNOWN",
                "AT_LEAST|1000|''|UNKNOWN",
                "AT_LEAST|a lot|1000|UNKNOWN",
                "VERSION_AT_LEAST|4.2|4.2|PASS",
                "VERSION_AT_LEAST|4.2|4.2.1-rc|PASS",
                "VERSION_AT_LEAST|4.2|4.10|PASS",
                "VERSION_AT_LEAST|4.2.0|4.2|PASS",
                "VERSION_AT_LEAST|4.2|v4.2|PASS",
                "VERSION_AT_LEAST|4.2|4.1.9|FAIL",
                "VERSION_AT_LEAST|4.2|3.99|FAIL",
                "VERSION_AT_LEAST|6.12|6.12.41+deb13-amd64|PASS",
                "VERSION_AT_LEAST|6.12|6.1.0-37-amd64|FAIL",
                "VERSION_AT_LEAST|4.2|unknown|UNKNOWN",
                "HAS|avx2|fpu avx avx2|PASS",
                "HAS|avx2 avx512f|fpu avx2|FAIL",
                "HAS|avx|fpu avx2|FAIL",
                "HAS|''|''|PASS"
            })
    void comparesReadings(Relation relation, String value, String seen, Verdict verdict) {
        Finding finding = check(new Fact("a", "thing", relation, value), Map.of("a", Map.of("thing", seen)));

        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.required()).isTrue();
        assertThat(finding.remedy().isEmpty()).isEqualTo(verdict == Verdict.PASS);
    }

    @Test
    void saysTheConditionAndTheValueSeen() {
        Finding finding = check(
                new Fact("a", "criu.version", Relation.VERSION_AT_LEAST, "4.2"),
                Map.of("a", Map.of("criu.version", "3.17.1\n$(id)")));

        assertThat(finding.check()).isEqualTo("fact:criu.version");
        assertThat(finding.host()).isEqualTo("a");
        assertThat(finding.workload()).isEmpty();
        assertThat(finding.message()).isEqualTo("criu.version on a >= 4.2: now \"3.17.1\\u000a$(id)\"");
        assertThat(finding.remedy()).isEqualTo("make a new plan and have it approved");
    }

    @Test
    void isUnknownWithoutAReadingOrWithoutTheHost() {
        Fact fact = new Fact("a", "cpu.flags", Relation.HAS, "avx");

        assertThat(check(fact, Map.of("a", Map.of())).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(check(fact, Map.of("b", Map.of("cpu.flags", "avx"))).verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(check(fact, Map.of()).message()).contains("no reading could be had");
    }

    @Test
    void namesTheWorkloadThatAReadingIsAbout() {
        Finding finding = check(new Fact("a", "memory.available:redis", Relation.AT_LEAST, "1"), Map.of());

        assertThat(finding.workload()).isEqualTo("redis");
        assertThat(finding.check()).isEqualTo("fact:memory.available:redis");
    }

    private static Finding check(Fact fact, Map<String, Map<String, String>> readings) {
        return FactChecker.check(List.of(fact), readings).get(0);
    }
}

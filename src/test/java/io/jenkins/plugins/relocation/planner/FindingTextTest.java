// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTextTest {
    @Test
    void tellsFailuresFirstAndWhatSaysTheSameOnOneLine() {
        List<Finding> findings = List.of(
                finding("a1", Verdict.UNKNOWN, "not looked at"),
                finding("a2", Verdict.UNKNOWN, "not looked at"),
                finding("a3", Verdict.UNKNOWN, "not looked at"),
                finding("a4", Verdict.UNKNOWN, "not looked at"),
                finding("found", Verdict.FAIL, "matches nothing"));

        assertThat(FindingText.lines(findings))
                .containsExactly(
                        "fail    found (redis) on a: matches nothing; mend it",
                        "unknown 4 checks (redis): a1, a2, a3, …: not looked at; mend it");
    }

    private static Finding finding(String check, Verdict verdict, String message) {
        return new Finding(check, "redis", "a", verdict, true, message, "mend it");
    }
}

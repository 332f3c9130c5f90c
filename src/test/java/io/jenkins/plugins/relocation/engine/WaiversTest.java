// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Waiver;
import io.jenkins.plugins.relocation.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaiversTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String CHECK = "compatible.back";

    private static Waiver waiver(String target, String expires) {
        return new Waiver(CHECK, target, "Jane Doe", expires, "CHG0031234");
    }

    private static Finding finding(String check, Verdict verdict) {
        return new Finding(check, "billing", "aix1", verdict, true, "there is no way back", "choose another target");
    }

    private static Finding apply(Finding finding, Waiver... waivers) {
        Policy policy = new Policy(
                Duration.ofMinutes(1), Duration.ofMinutes(15), Policy.AcceptLoss.ASK, false, List.of(waivers));
        Workload workload =
                new Workload("billing", "wpar", "aix1", Map.of(), 0, List.of(), "", List.of(), List.of(), policy);
        Move move = new Move("billing", "aix1", "aix2", true, new Prediction(1, 1, Duration.ofSeconds(1)));
        return new Waivers(Set.of(CHECK), workload, move, NOW).apply(finding);
    }

    @Test
    void letsAMoveBeginAlthoughAWaivedCheckFails() {
        Finding waived = apply(finding(CHECK, Verdict.FAIL), waiver("", "2026-12-31"));

        assertThat(waived.blocks()).isFalse();
        assertThat(waived.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(waived.message())
                .contains("there is no way back")
                .contains("waived by Jane Doe until 2026-12-31: CHG0031234");
    }

    @Test
    void saysThatAWaiverHasEnded() {
        Finding seen = apply(finding(CHECK, Verdict.FAIL), waiver("", "2026-11-22"));

        assertThat(seen.blocks()).isTrue();
        assertThat(seen.message()).contains("the waiver of Jane Doe has ended on 2026-11-22");
    }

    @Test
    void prefersAWaiverThatStillHolds() {
        Finding seen = apply(finding(CHECK, Verdict.FAIL), waiver("", "2026-11-22"), waiver("aix2", "2026-11-23"));

        assertThat(seen.blocks()).isFalse();
    }

    @Test
    void waivesNothingElse() {
        assertThat(apply(finding(CHECK, Verdict.UNKNOWN), waiver("", "2026-12-31"))
                        .blocks())
                .isTrue();
        assertThat(apply(finding(CHECK, Verdict.FAIL), waiver("aix3", "2026-12-31"))
                        .blocks())
                .isTrue();
        assertThat(apply(
                                finding("wpar.storage", Verdict.FAIL),
                                new Waiver("wpar.storage", "", "Jane Doe", "2026-12-31", "CHG0031234"))
                        .blocks())
                .isTrue();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaiverTest {
    private static Waiver until(String day) {
        return new Waiver("compatible.back", "", "Jane Doe", day, "CHG0031234");
    }

    @Test
    void holdsToTheEndOfItsLastDay() {
        Waiver waiver = until("2026-12-31");

        assertThat(waiver.isOver(Instant.parse("2026-12-31T23:59:59Z"))).isFalse();
        assertThat(waiver.isOver(Instant.parse("2027-01-01T00:00:00Z"))).isTrue();
    }

    @Test
    void isAboutOneCheckAndOneTarget() {
        Waiver anywhere = until("2026-12-31");
        Waiver there = new Waiver("compatible.back", "aix2", "Jane Doe", "2026-12-31", "CHG0031234");

        assertThat(anywhere.isAbout("compatible.back", "aix3")).isTrue();
        assertThat(anywhere.isAbout("compatible.there", "aix3")).isFalse();
        assertThat(there.isAbout("compatible.back", "aix2")).isTrue();
        assertThat(there.isAbout("compatible.back", "aix3")).isFalse();
    }

    @Test
    void isPartOfWhatIsApproved() {
        Policy without = Policy.DEFAULT;
        Policy with = new Policy(
                without.freezeBudget(),
                without.holdDeadline(),
                without.acceptLoss(),
                without.restorePoint(),
                List.of(until("2026-12-31")));

        assertThat(Json.line(with))
                .isNotEqualTo(Json.line(without))
                .contains("Jane Doe")
                .contains("CHG0031234");
    }

    @ParameterizedTest
    @CsvSource({
        "Compatible, Jane Doe, 2026-12-31, CHG0031234",
        "compatible.back, JD, 2026-12-31, CHG0031234",
        "compatible.back, Jane Doe, 31.12.2026, CHG0031234",
        "compatible.back, Jane Doe, 2026-02-30, CHG0031234",
        "compatible.back, Jane Doe, 2026-12-31, ok"
    })
    void refusesWhatSaysNothing(String check, String approver, String expires, String reason) {
        assertThatThrownBy(() -> new Waiver(check, "", approver, expires, reason))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of a waiver is");
    }
}

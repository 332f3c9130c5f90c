// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HumanTextTest {
    @Test
    void writesBytesInTheUnitThatFits() {
        assertThat(HumanText.bytes(0)).isEqualTo("0 B");
        assertThat(HumanText.bytes(1023)).isEqualTo("1023 B");
        assertThat(HumanText.bytes(1024)).isEqualTo("1.0 KiB");
        assertThat(HumanText.bytes(3L << 30)).isEqualTo("3.0 GiB");
        assertThat(HumanText.bytes(5000L << 40)).isEqualTo("5000.0 TiB");
    }

    @Test
    void writesDurationsInTheUnitThatFits() {
        assertThat(HumanText.duration(Duration.ofMillis(85))).isEqualTo("85 ms");
        assertThat(HumanText.duration(Duration.ofMillis(1250))).isEqualTo("1.25 s");
        assertThat(HumanText.duration(Duration.ofSeconds(185))).isEqualTo("3 min 5 s");
        assertThat(HumanText.duration(Duration.ofHours(2))).isEqualTo("2 h 0 min");
    }

    @Test
    void boundsWhatComesFromOutside() {
        assertThat(HumanText.line("x".repeat(3000))).hasSize(2001).endsWith("…");
        assertThat(HumanText.block("x\n".repeat(1000)).lines()).hasSize(60);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void escapesWhatCouldFakeALogLine() {
        assertThat(Words.safe("a\nb\u001b[2J\u202e\u2028\u0085ü"))
                .isEqualTo("a\\u000ab\\u001b[2J\\u202e\\u2028\\u0085ü");
    }

    @Test
    void boundsTheLength() {
        assertThat(Words.safe("x".repeat(500))).isEqualTo("x".repeat(500));
        assertThat(Words.safe("x".repeat(501))).isEqualTo("x".repeat(500) + "…");
    }

    @Test
    void showsTimesAsPeopleReadThem() {
        assertThat(Words.time(Duration.ofSeconds(5))).isEqualTo("5 s");
        assertThat(Words.time(Duration.ofMillis(250))).isEqualTo("250 ms");
        assertThat(Words.time(Duration.ofMillis(1500))).isEqualTo("1500 ms");
    }
}

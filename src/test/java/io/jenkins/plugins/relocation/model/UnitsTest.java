// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "1023,1023 B",
        "1024,1 KiB",
        "1572864,1.5 MiB",
        "209715200,200 MiB",
        "9223372036854775807,8 EiB"
    })
    void writesSizes(long bytes, String text) {
        assertThat(Units.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0 ms",
        "PT0.25S,250 ms",
        "PT1.6S,1.6 s",
        "PT59S,59 s",
        "PT125S,2 min 5 s",
        "PT2M,2 min",
        "PT90M,1 h 30 min"
    })
    void writesDurations(Duration duration, String text) {
        assertThat(Units.duration(duration)).isEqualTo(text);
    }
}

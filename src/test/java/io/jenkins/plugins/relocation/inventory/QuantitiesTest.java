// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({"30s,30000", "5m,300000", "1h30m,5400000", "250ms,250", "1d,86400000", "1m1ms,60001", "PT1M,60000"})
    void readsDurations(String text, long millis) {
        assertThat(Quantities.duration(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "5 s",
                "5S",
                "30m1h",
                "5s5s",
                "1.5h",
                "-5s",
                "PT-5S",
                "P1Y",
                "PT",
                "5sec",
                "9999999s"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThat(Quantities.duration(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "100B,100", "1KiB,1024", "64MiB,67108864", "2GiB,2147483648", "1TiB,1099511627776"})
    void readsSizes(String text, long bytes) {
        assertThat(Quantities.size(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "512M", "512MB", "64 MiB", "64mib", "1.5GiB", "-1GiB", "MiB", "9007199254740992TiB"})
    void refusesWhatIsNoSize(String text) {
        assertThat(Quantities.size(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"512M,512MiB", "2gb,2GiB", "512,512MiB", "7 KB,7KiB"})
    void suggestsABinaryUnit(String text, String suggested) {
        assertThat(Quantities.sizeHint(text)).endsWith("such as " + suggested);
    }

    @Test
    void writesSizesThatReadBackEqual() {
        for (long bytes :
                new long[] {0, 1, 1023, 1024, 1025, 1 << 20, 3L << 30, (1L << 40) + 1, Long.MAX_VALUE >> 12}) {
            assertThat(Quantities.size(Quantities.write(bytes))).contains(bytes);
        }
    }
}

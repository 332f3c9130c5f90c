// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AheadReadingsTest {
    /** MiB of memory, MiB available, MiB free in the directory of images, its kind, and whether memory is copied ahead. */
    @ParameterizedTest
    @CsvSource({
        "64, 1000, 1000, tmpfs, true",
        "15, 1000, 1000, tmpfs, false",
        "16, 1000, 1000, tmpfs, true",
        // 64 MiB and a fifth and 16 MiB, twice: a little less than 186
        "64, 186, 1000, tmpfs, true",
        "64, 185, 1000, tmpfs, false",
        "64, 1000, 186, tmpfs, true",
        "64, 1000, 185, tmpfs, false",
        "64, 1000, 185, ext2/ext3, false",
        "64, 100, 1000, ext2/ext3, true",
    })
    void isWorthItWithEnoughMemoryAndRoom(long memory, long available, long room, String kind, boolean expected) {
        assertThat(AheadReadings.isWorthIt(
                        report(Long.toString(memory << 20), Long.toString(available << 20), room << 10, kind)))
                .isEqualTo(expected);
    }

    @Test
    void whatIsMissingOrMakesNoSenseIsANo() {
        assertThat(AheadReadings.isWorthIt(report("67108864", "1048576000", 1 << 20, "tmpfs")))
                .isTrue();
        assertThat(AheadReadings.isWorthIt(Report.EMPTY)).isFalse();
        assertThat(AheadReadings.isWorthIt(report("", "1048576000", 1 << 20, "tmpfs")))
                .isFalse();
        assertThat(AheadReadings.isWorthIt(report("-67108864", "1048576000", 1 << 20, "tmpfs")))
                .isFalse();
        assertThat(AheadReadings.isWorthIt(report("67108864", "much", 1 << 20, "tmpfs")))
                .isFalse();
        assertThat(AheadReadings.isWorthIt(report("99999999999999999999", "1048576000", 1 << 20, "tmpfs")))
                .isFalse();
    }

    private static Report report(String memory, String available, long roomKib, String kind) {
        String text = "@@memory\n%s\n@@available\n%s\n@@room\n%s\ntype %s\n"
                .formatted(memory, available, "tmpfs 9999999 1 %d 1%% /run".formatted(roomKib), kind);
        return Report.of(new CommandResult(0, text, "", false));
    }
}

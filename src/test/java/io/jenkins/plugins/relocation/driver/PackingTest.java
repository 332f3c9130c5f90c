// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.TransferPlan.Compression;
import io.jenkins.plugins.relocation.spi.CommandResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackingTest {
    private static final long MB = 1_000_000;
    private static final Packing ZSTD = new Packing(Compression.ZSTD, 270 * MB, 880 * MB, 34);
    private static final Packing LZ4 = new Packing(Compression.LZ4, 450 * MB, 2800 * MB, 50);

    /** Link in MB/s, processors, and what gets memory across soonest. */
    @ParameterizedTest
    @CsvSource({
        "12, 2, ZSTD",
        "12, 8, ZSTD",
        "30, 2, ZSTD",
        "60, 2, NONE",
        "118, 2, NONE",
        "60, 4, ZSTD",
        "118, 8, ZSTD",
        "150, 4, LZ4",
        "280, 2, NONE",
        "280, 4, LZ4",
        "450, 4, NONE",
        "1200, 64, NONE",
        "0, 8, NONE"
    })
    void takesWhatIsSoonest(long link, int processors, Compression expected) {
        TransferPlan plan = Packing.choose(TransferPlan.DEFAULT.measured(link * MB), List.of(ZSTD, LZ4), processors);

        assertThat(plan.compression()).isEqualTo(expected);
        assertThat(plan.linkBytesPerSecond()).isEqualTo(link * MB);
    }

    @Test
    void keepsWhatWasMeasured() {
        TransferPlan plan = Packing.choose(TransferPlan.DEFAULT.measured(12 * MB), List.of(ZSTD), 2);

        assertThat(plan).isEqualTo(TransferPlan.DEFAULT.measured(12 * MB).packed(Compression.ZSTD, 270 * MB, 34));
    }

    @Test
    void doesNotPackWhatDoesNotGetSmaller() {
        Packing noise = new Packing(Compression.ZSTD, 1000 * MB, 1000 * MB, 100);

        assertThat(Packing.choose(TransferPlan.DEFAULT.measured(12 * MB), List.of(noise), 8)
                        .compression())
                .isEqualTo(Compression.NONE);
    }

    @Test
    void doesNotPackForLessThanATenth() {
        Packing little = new Packing(Compression.ZSTD, 100_000 * MB, 100_000 * MB, 91);

        assertThat(Packing.choose(TransferPlan.DEFAULT.measured(MB), List.of(little), 8)
                        .compression())
                .isEqualTo(Compression.NONE);
    }

    @Test
    void zeroesAlmostDisappear() {
        Packing zeroes = new Packing(Compression.LZ4, 1500 * MB, 2800 * MB, 1);

        TransferPlan plan = Packing.choose(TransferPlan.DEFAULT.measured(118 * MB), List.of(zeroes), 4);

        assertThat(plan.bytesPerSecond()).isEqualTo(1500 * MB);
    }

    @Test
    void withoutProgramsNothingIsPacked() {
        assertThat(Packing.choose(TransferPlan.DEFAULT.measured(MB), List.of(), 8)
                        .compression())
                .isEqualTo(Compression.NONE);
    }

    @Test
    void roundsToTwoDigits() {
        assertThat(Packing.rounded(123_456_789)).isEqualTo(120_000_000);
        assertThat(Packing.rounded(99)).isEqualTo(99);
        assertThat(Packing.rounded(100)).isEqualTo(100);
    }

    @Test
    void readsWhatShellsAndDdSay() {
        Report report = report(
                """
                @@sample
                16777216

                @@packing-lz4
                0m0.000000s 0m0.000000s
                0m0.030000s 0m0.010000s
                43+31 records in
                43+31 records out
                8388608 bytes (8.4 MB, 8.0 MiB) copied, 0.0395 s, 212 MB/s
                0m0.000000s 0m0.000000s
                0m0.000000s 0m0.000000s
                """);

        assertThat(PackingReadings.of(report))
                .containsExactly(
                        new Packing(Compression.LZ4, (long) (16777216 / 0.045), (long) (16777216 / 0.005), 50));
    }

    @Test
    void aBusyHostPacksAsSlowlyAsTheClockSays() {
        Report report = report(
                """
                @@sample
                16777216
                @@packing-zstd
                0m0.000000s 0m0.000000s
                0m0.030000s 0m0.010000s
                8388608 bytes (8.4 MB, 8.0 MiB) copied, 1.995 s, 4.2 MB/s
                0m0.000000s 0m0.000000s
                0m0.000000s 0m0.010000s
                """);

        assertThat(PackingReadings.of(report)).first().satisfies(packing -> {
            assertThat(packing.packBytesPerSecond()).isEqualTo(8388608);
            assertThat(packing.percent()).isEqualTo(50);
        });
    }

    @Test
    void whatMakesNoSenseShowsNothing() {
        String cut =
                """
                @@sample
                16777216

                @@packing-zstd
                0m0.000000s 0m0.000000s
                sh: zstd: not found
                0 bytes copied, 0.0001 s, 0.0 kB/s
                0m0.000000s 0m0.000000s
                """;

        assertThat(PackingReadings.of(report(cut))).isEmpty();
        assertThat(PackingReadings.of(report(cut.replace("16777216", "4096")))).isEmpty();
        assertThat(PackingReadings.of(Report.EMPTY)).isEmpty();
        assertThat(PackingReadings.processors(Report.EMPTY)).isEqualTo(1);
        assertThat(PackingReadings.processors(report("@@wire\nlz4\nprocessors 12\n")))
                .isEqualTo(12);
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new Packing(Compression.NONE, 1, 1, 1)).hasMessageContaining("makes no sense");
        assertThatThrownBy(() -> new Packing(Compression.LZ4, 0, 1, 1)).hasMessageContaining("makes no sense");
    }

    private static Report report(String text) {
        return Report.of(new CommandResult(0, text, "", false));
    }
}

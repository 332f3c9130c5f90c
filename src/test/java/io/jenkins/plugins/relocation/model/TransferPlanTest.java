// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.TransferPlan.Compression;
import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import org.junit.jupiter.api.Test;

class TransferPlanTest {
    @Test
    void isEncryptedUnlessSomethingElseIsSaid() {
        assertThat(TransferPlan.DEFAULT.describe()).isEqualTo("encrypted, ssh aes128-gcm");
    }

    @Test
    void saysWhenNothingIsEncrypted() {
        TransferPlan plan = TransferPlan.over(Transport.PLAIN, "migration")
                .measured(12 << 20)
                .packed(Compression.ZSTD, 300_000_000, 25);

        assertThat(plan.describe())
                .isEqualTo("PLAIN over trusted network migration, zstd (link 12 MiB/s, packed to 25 %)");
    }

    @Test
    void isAsFastAsItsSlowestPart() {
        TransferPlan link = TransferPlan.DEFAULT.measured(100);

        assertThat(link.bytesPerSecond()).isEqualTo(100);
        assertThat(link.packed(Compression.LZ4, 1000, 50).bytesPerSecond()).isEqualTo(200);
        assertThat(link.packed(Compression.LZ4, 150, 50).bytesPerSecond()).isEqualTo(150);
        assertThat(TransferPlan.DEFAULT.packed(Compression.LZ4, 150, 50).bytesPerSecond())
                .isZero();
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertThatThrownBy(() -> TransferPlan.over(Transport.PLAIN, "")).hasMessageContaining("names its network");
        assertThatThrownBy(() -> TransferPlan.over(Transport.SSH, "migration"))
                .hasMessageContaining("names its network");
        assertThatThrownBy(() -> TransferPlan.DEFAULT.measured(-1)).hasMessageContaining("do not fit");
        assertThatThrownBy(() -> TransferPlan.DEFAULT.packed(Compression.NONE, 9, 50))
                .hasMessageContaining("do not fit");
        assertThatThrownBy(() -> TransferPlan.DEFAULT.packed(Compression.LZ4, 0, 50))
                .hasMessageContaining("do not fit");
    }

    @Test
    void oneMoveFillsTheLinkUnlessPackingIsSlower() {
        TransferPlan link = TransferPlan.DEFAULT.measured(100);

        assertThat(TransferPlan.DEFAULT.movesThatFillTheLink()).isEqualTo(1);
        assertThat(link.movesThatFillTheLink()).isEqualTo(1);
        assertThat(link.packed(Compression.ZSTD, 300, 50).movesThatFillTheLink())
                .isEqualTo(1);
        assertThat(link.packed(Compression.ZSTD, 100, 50).movesThatFillTheLink())
                .isEqualTo(2);
        assertThat(link.packed(Compression.ZSTD, 1, 50).movesThatFillTheLink()).isEqualTo(4);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerScanTest {
    private static final String MARKER = "Rabc";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "R",
                "Ra",
                "Rab",
                "RRRR",
                "RabRab",
                "RabRabR",
                "abcRa",
                "some text\nRab",
                "Rabx",
                "xxRaRabR"
            })
    void handsOnWhatStandsBeforeTheMarkerHoweverItIsCut(String before) throws IOException {
        byte[] all = (before + MARKER + "after").getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(before.hashCode());

        for (int round = 0; round < 200; round++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MarkerScan scan = new MarkerScan(MARKER.getBytes(StandardCharsets.US_ASCII));
            int end = feed(scan, all, random, out);

            assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(before);
            assertThat(end).isEqualTo(before.length() + MARKER.length());
        }
    }

    private static int feed(MarkerScan scan, byte[] all, Random random, ByteArrayOutputStream out) throws IOException {
        int at = 0;
        while (at < all.length) {
            int to = Math.min(all.length, at + 1 + random.nextInt(5));
            int found = scan.find(all, at, to, out);
            if (found >= 0) {
                return found;
            }
            at = to;
        }
        return -1;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import java.time.Duration;

/** Turns bytes so far of one transfer into rate and time left. */
final class TransferMeter {
    /** Seconds before which a rate says nothing. */
    private static final double SHORTEST = 0.2;

    private final long startedNanos;
    private final long startedAt;

    /** @param done bytes that were there when somebody began to look: nobody knows how long they took */
    TransferMeter(long done, long nowNanos) {
        this.startedAt = done;
        this.startedNanos = nowNanos;
    }

    /** "32.0 MiB of 64.0 MiB (50 %), 160.0 MiB/s, 0.2 s left". */
    String describe(long done, long total, long nowNanos) {
        double seconds = (nowNanos - startedNanos) / 1e9;
        String text = total > 0
                ? "%s of %s (%d %%)"
                        .formatted(
                                Texts.bytes(done), Texts.bytes(total), Math.min(100, Math.round(100.0 * done / total)))
                : Texts.bytes(done);
        if (seconds < SHORTEST || done <= startedAt) {
            return text;
        }
        double rate = (done - startedAt) / seconds;
        text += ", %s/s".formatted(Texts.bytes((long) rate));
        if (total > done) {
            text += ", %s left".formatted(Texts.duration(Duration.ofMillis((long) (1000 * (total - done) / rate))));
        }
        return text;
    }
}

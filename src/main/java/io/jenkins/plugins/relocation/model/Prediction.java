// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a move is expected to cost.
 *
 * @param memoryBytes memory the workload uses
 * @param imageBytes bytes that go over the network while it is frozen
 * @param freeze how long nobody runs it: as likely longer as shorter
 * @param freezeP90 nine of ten freezes are not longer, at least {@code freeze}
 * @param afterTransfer what of the freeze comes after the last byte was sent
 * @param basis what this rests on, for people: "measured: 7 earlier moves of it"
 */
public record Prediction(
        long memoryBytes, long imageBytes, Duration freeze, Duration freezeP90, Duration afterTransfer, String basis) {
    public Prediction {
        requireNonNull(basis, "basis is null");
        if (memoryBytes < 0 || imageBytes < 0 || freeze.isNegative() || afterTransfer.isNegative()) {
            throw new IllegalArgumentException("a prediction has no negative parts");
        }
        if (freezeP90.compareTo(freeze) < 0) {
            throw new IllegalArgumentException(
                    "nine of ten freezes within %s, half of them within %s".formatted(freezeP90, freeze));
        }
    }

    /** A prediction that rests on nothing in particular. */
    public Prediction(long memoryBytes, long imageBytes, Duration freeze) {
        this(memoryBytes, imageBytes, freeze, freeze, Duration.ZERO, "estimate");
    }

    /** "260 ms (up to 410 ms; measured: 7 earlier moves of it)". */
    public String describe() {
        return "%s (up to %s; %s)".formatted(Units.duration(freeze), Units.duration(freezeP90), basis);
    }
}

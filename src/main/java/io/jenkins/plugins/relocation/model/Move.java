// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

/**
 * One workload from source to target. A plan moves a workload at most once, so that the workload's name names the move.
 *
 * @param workload name of the workload
 * @param source host it leaves
 * @param target host it goes to, another one
 * @param heldSource whether the source can be continued until commit; a technology that commits by itself says false
 * @param transfer how its memory travels
 * @param prediction what it is expected to cost
 */
public record Move(
        String workload,
        String source,
        String target,
        boolean heldSource,
        TransferPlan transfer,
        Prediction prediction) {
    public Move {
        Names.require("workload", workload);
        Names.require("source host", source);
        Names.require("target host", target);
        requireNonNull(transfer, "transfer is null");
        requireNonNull(prediction, "prediction is null");
        if (source.equals(target)) {
            throw new IllegalArgumentException(
                    "source and target of workload %s are both %s".formatted(workload, source));
        }
    }

    /** A move over {@link TransferPlan#DEFAULT}. */
    public Move(String workload, String source, String target, boolean heldSource, Prediction prediction) {
        this(workload, source, target, heldSource, TransferPlan.DEFAULT, prediction);
    }

    /** "redis: a → b". */
    public String describe() {
        return "%s: %s → %s".formatted(workload, source, target);
    }
}

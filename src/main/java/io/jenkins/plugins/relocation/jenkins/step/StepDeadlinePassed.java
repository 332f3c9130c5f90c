// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import io.jenkins.plugins.relocation.jenkins.Messages;
import java.time.Instant;
import jenkins.model.CauseOfInterruption;

/** Why a step is stopped that has not ended by its deadline. */
public final class StepDeadlinePassed extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;

    private final long deadlineMillis;

    StepDeadlinePassed(long deadlineMillis) {
        this.deadlineMillis = deadlineMillis;
    }

    @Override
    public String getShortDescription() {
        return Messages.get(
                "StepDeadlinePassed.description",
                Instant.ofEpochMilli(deadlineMillis).toString());
    }
}

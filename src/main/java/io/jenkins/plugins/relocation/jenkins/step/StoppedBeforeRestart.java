// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import io.jenkins.plugins.relocation.jenkins.Messages;
import jenkins.model.CauseOfInterruption;

/** Why a step ends that was stopped before Jenkins restarted and whose moves have been settled since. */
public final class StoppedBeforeRestart extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;

    private final String reason;

    StoppedBeforeRestart(String reason) {
        this.reason = reason;
    }

    @Override
    public String getShortDescription() {
        return Messages.get("StoppedBeforeRestart.description", reason);
    }
}

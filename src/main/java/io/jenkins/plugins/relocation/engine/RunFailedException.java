// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;

/** A step could not do what it was asked for; everything it began has been settled as far as that is possible. */
public final class RunFailedException extends RelocationException {
    private static final long serialVersionUID = 1L;

    private final transient RunResult result;

    public RunFailedException(ErrorCode code, String message, RunResult result) {
        super(code, message);
        this.result = result;
    }

    /** Where every move stands. */
    public RunResult result() {
        return result;
    }
}

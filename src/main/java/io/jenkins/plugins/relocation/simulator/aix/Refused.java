// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

/** A command does not do what it was asked for. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    Refused(String message) {
        this(1, message);
    }

    Answer answer() {
        return Answer.failed(status, getMessage());
    }
}

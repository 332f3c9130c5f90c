// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

/** Something ended the work from outside: a timeout, a refused input, a failed sibling, a stop. */
public final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final BuildResult result;

    Interruption(BuildResult result, String message) {
        super(message);
        this.result = result;
    }

    /** The result that it gives to the build. */
    public BuildResult result() {
        return result;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

/** Something ended the work from outside: a timeout, a refused input, a failed sibling, a stop. */
public final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final BuildResult result;
    private final boolean byOther;

    Interruption(BuildResult result, String message) {
        this(result, message, false);
    }

    Interruption(BuildResult result, String message, boolean byOther) {
        super(message);
        this.result = result;
        this.byOther = byOther;
    }

    /** The result that it gives to what it ended. */
    public BuildResult result() {
        return result;
    }

    /** Whether a failure elsewhere is behind it, which gives the build its result. */
    public boolean byOther() {
        return byOther;
    }
}

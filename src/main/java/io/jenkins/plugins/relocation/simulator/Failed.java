// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

/** A command or an operation of a simulated host ends with an exit status. */
public final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Somebody else has the guard. */
    public static final int BUSY = 75;

    /** The host has seen a newer epoch. */
    public static final int STALE = 76;

    /** What would decide does not answer. */
    public static final int SILENT = 77;

    private final int status;

    public Failed(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public Failed(String message) {
        this(1, message);
    }

    /** Its exit status. */
    public int status() {
        return status;
    }
}

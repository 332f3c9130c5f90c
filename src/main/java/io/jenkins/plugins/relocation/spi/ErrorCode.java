// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

/** Whose problem an error is, and the exit status that the command line gives it. */
public enum ErrorCode {
    /** A file, parameter or name that was given is wrong; nothing was changed. */
    BAD_INPUT(2),
    /** No plan can satisfy the constraints. */
    INFEASIBLE(3),
    /** A required precheck did not pass; nothing was changed. */
    PRECHECK_FAILED(4),
    /** The plan was changed, or one of its facts no longer holds. */
    PLAN_STALE(5),
    /** Somebody else is working on the same workload or run. */
    BUSY(6),
    /** A host cannot be reached or does not answer in time. */
    HOST_UNREACHABLE(7),
    /** A host shows no key that is pinned for it, and none is known that it should show. */
    HOST_KEY_UNKNOWN(8),
    /** A host shows another key than the one that is pinned. */
    HOST_KEY_CHANGED(8),
    /** A host refused the login. */
    LOGIN_FAILED(9),
    /** Something on a host failed; the message says what and where. */
    HOST_FAILED(10),
    /** The move was undone; nothing was lost. */
    ROLLED_BACK(11),
    /** An outcome could not be established; a person has to look. */
    NEEDS_OPERATOR(12),
    /** A journal or state file is damaged. */
    DAMAGED(13),
    /** Somebody asked for the work to stop. */
    STOPPED(14),
    /** What was asked for is not supported here. */
    UNSUPPORTED(15);

    private final int exitStatus;

    ErrorCode(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    /** Exit status of the command line for this error, 2 to 15. */
    public int exitStatus() {
        return exitStatus;
    }
}

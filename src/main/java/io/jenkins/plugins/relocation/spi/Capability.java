// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

/** What a driver can do beyond a plain move. The engine asks for these, never for a driver's name. */
public enum Capability {
    /** Until commit the source can be continued. */
    HELD_SOURCE,
    /** A target that ran can be brought back with what happened there. */
    LIVE_RETURN,
    /** Restore points can be taken and gone back to. */
    RESTORE_POINT,
    /** Workloads on a host can be found without an inventory. */
    DISCOVER,
    /**
     * A freeze on the way out gives the permit along: the target resumes by itself once it has restored a complete, checked
     * image, which keeps the controller out of the time that users wait. {@link Driver#revoke} takes the permit back.
     */
    RESUMES_BY_ITSELF,
    /**
     * The target runs nothing before its permit was claimed, and {@link Driver#revoke} tells whether it was: before the source
     * continues the permit is taken back.
     */
    ASKS_PERMIT
}

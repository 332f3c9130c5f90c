// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

/** Where a move stands. Which phase follows which is the table in the engine. */
public enum Phase {
    /** In the plan; nothing was done yet. The source runs. */
    PLANNED("source runs", false),
    /** Prechecks passed, guards taken, supervisors on the source told not to restart it. The source runs. */
    PRECHECKED("source runs", false),
    /** A restore point was taken, or none was asked for. The source runs. */
    CHECKPOINTED("source runs", false),
    /** Frozen on the source, image complete. Nobody runs it; the source is held. */
    FROZEN("nobody runs it; source held", false),
    /** On the target, not running. Nobody runs it; the source is held. */
    RESTORED("nobody runs it; source held", false),
    /** The target runs it; the source is held. */
    RESUMED("target runs it; source held", false),
    /** The probes passed on the target; the source is held. */
    VERIFIED("target runs it; source held", false),
    /** Only forward from here: the source is being given up. */
    COMMITTING("target runs it; source being given up", false),
    /** The target runs it and nothing of it is left on the source. */
    COMMITTED("target runs it", true),
    /** Being put back; users never saw the target. */
    ROLLING_BACK("being put back", false),
    /** Being brought back live with what users did since. */
    RETURNING("being brought back live", false),
    /** The source runs it as before; nothing is left on the target. */
    ROLLED_BACK("source runs it", true),
    /** The outcome could not be established; a person has to state it. Nothing is started until then. */
    NEEDS_OPERATOR("unknown: a person has to look", false);

    private final String holds;
    private final boolean settled;

    Phase(String holds, boolean settled) {
        this.holds = holds;
        this.settled = settled;
    }

    /** What holds in this phase, in words. */
    public String holds() {
        return holds;
    }

    /** Whether nothing more will happen to the move in this run. */
    public boolean settled() {
        return settled;
    }
}

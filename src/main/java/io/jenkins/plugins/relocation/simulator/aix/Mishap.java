// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import static java.util.Objects.requireNonNull;

/**
 * Something that goes wrong with the next call of a command.
 *
 * @param command name of the command: "chkptwpar"
 * @param kind what goes wrong
 * @param detail the reason of a denial, or the simulated milliseconds of a delay
 */
public record Mishap(String command, Kind kind, String detail) {
    /** What can go wrong. */
    public enum Kind {
        /** It fails at once and does nothing. */
        REFUSE,
        /** It takes so many milliseconds longer. */
        DELAY,
        /** A kernel extension denies the checkpoint, for a reason, for now. */
        DENY,
        /** It fails, and the partition is broken. */
        BREAK,
        /** It does its work and dies before it says so. */
        DIE,
        /** It does its work; the connection that it was called over ends before it says so. */
        CUT
    }

    public Mishap {
        requireNonNull(command, "command is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(detail, "detail is null");
    }

    public static Mishap of(String command, Kind kind) {
        return new Mishap(command, kind, "");
    }
}

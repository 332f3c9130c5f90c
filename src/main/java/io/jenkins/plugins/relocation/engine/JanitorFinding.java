// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.spi.Leftover;

/**
 * What the janitor says about something that it found.
 *
 * @param host name of the host that it is on
 * @param leftover what was found
 * @param standing how its run stands: "open", "settled", "damaged", "unknown"; empty: it belongs to no run
 * @param removable whether it may be removed
 * @param why why it may, or may not
 * @param does what removing it means, as a person would do it
 * @param outcome what became of it
 * @param said what the host said when it could not be removed; otherwise empty
 */
public record JanitorFinding(
        String host,
        Leftover leftover,
        String standing,
        boolean removable,
        String why,
        String does,
        Outcome outcome,
        String said) {
    /** What became of it. */
    public enum Outcome {
        /** It was left as it is. */
        LEFT,
        /** It is gone. */
        GONE,
        /** It was to be removed, and is still there. */
        STILL_THERE
    }

    public JanitorFinding {
        requireNonNull(host, "host is null");
        requireNonNull(leftover, "leftover is null");
        requireNonNull(standing, "standing is null");
        requireNonNull(why, "why is null");
        requireNonNull(does, "does is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(said, "said is null");
    }

    /** What tells it from others. */
    record Key(String host, Leftover.Kind kind, String name, String run) {}

    Key key() {
        return new Key(host, leftover.kind(), leftover.name(), leftover.run());
    }

    JanitorFinding became(Outcome end, String hostSaid) {
        return new JanitorFinding(host, leftover, standing, removable, why, does, end, hostSaid);
    }
}

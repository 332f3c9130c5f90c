// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;

/**
 * What the owner of a workload accepts.
 *
 * @param freezeBudget longest freeze wanted; the plan shows it beside the prediction
 * @param holdDeadline how long the target may run unverified before the run settles the move by itself
 * @param acceptLoss whether the held source may continue although what users did since is lost
 * @param restorePoint whether a restore point is taken before the move
 * @param waivers required checks that it does not insist on
 */
public record Policy(
        Duration freezeBudget,
        Duration holdDeadline,
        AcceptLoss acceptLoss,
        boolean restorePoint,
        List<Waiver> waivers) {
    /** May a rollback lose what happened on a target that died? */
    public enum AcceptLoss {
        @JsonProperty("never")
        NEVER,
        @JsonProperty("ask")
        ASK,
        @JsonProperty("yes")
        YES
    }

    /** A minute of freeze, a quarter of an hour unverified, ask before anything is lost, no restore point. */
    public static final Policy DEFAULT =
            new Policy(Duration.ofMinutes(1), Duration.ofMinutes(15), AcceptLoss.ASK, false);

    public Policy {
        if (freezeBudget.isNegative() || freezeBudget.isZero()) {
            throw new IllegalArgumentException("freezeBudget must be more than zero");
        }
        if (holdDeadline.isNegative() || holdDeadline.isZero()) {
            throw new IllegalArgumentException("holdDeadline must be more than zero");
        }
        requireNonNull(acceptLoss, "acceptLoss is null");
        waivers = List.copyOf(requireNonNull(waivers, "waivers is null"));
    }

    /** A policy that insists on every required check. */
    public Policy(Duration freezeBudget, Duration holdDeadline, AcceptLoss acceptLoss, boolean restorePoint) {
        this(freezeBudget, holdDeadline, acceptLoss, restorePoint, List.of());
    }
}

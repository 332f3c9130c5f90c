// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;

/**
 * The permit that a freeze on the way out gives along: the target resumes by itself. Taking it back is a race that the file
 * system of one of the two hosts decides.
 */
public final class Permits {
    /** The line of a leg's plan, at both ends, that gives the permit along. */
    public static final String PLAN = "resume=at-once";

    /** So much longer than its owner wants it may be frozen before its host ends that: an engine that is there comes first. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** The target may be about to end its restore, which is waited for. */
    private static final Duration SETTLE = Command.QUICK.plus(Duration.ofSeconds(30));

    private final HostScript script;

    public Permits(HostScript script) {
        this.script = script;
    }

    /** The line of a leg's plan, at the end that freezes, that says how long the freeze may last before the host ends it. */
    public static String deadline(Leg leg) {
        return "deadline=" + leg.workload().policy().freezeBudget().plus(GRACE).toMillis();
    }

    /**
     * Takes the permit back. What the target says holds. When it cannot be reached, the source can still be certain: without
     * its last word the target does not even begin to restore.
     *
     * @return whether it was taken back in time: the target never ran the workload and never will under this epoch
     * @throws RelocationException with {@link ErrorCode#HOST_UNREACHABLE} when neither end can tell
     */
    public boolean revoke(Leg leg) {
        try {
            return isVoid(leg, Leg.End.TO, "target", "permit=void", "permit=go");
        } catch (RelocationException e) {
            if (e.code() != ErrorCode.HOST_UNREACHABLE) {
                throw e;
            }
            return revokeAtSource(leg, e);
        }
    }

    private boolean revokeAtSource(Leg leg, RelocationException target) {
        try {
            if (isVoid(leg, Leg.End.FROM, "source", "handover=void", "handover=sent")) {
                return true;
            }
        } catch (RelocationException e) {
            target.addSuppressed(e);
            throw unknown(leg, "does not answer either", target);
        }
        throw unknown(leg, "has already told it that the image is complete", target);
    }

    private static RelocationException unknown(Leg leg, String source, RelocationException target) {
        return new RelocationException(
                ErrorCode.HOST_UNREACHABLE,
                "whether workload %s runs on host %s cannot be told: that host does not answer (%s), and host %s %s"
                        .formatted(
                                leg.workload().name(),
                                leg.to().name(),
                                target.getMessage(),
                                leg.from().name(),
                                source),
                target);
    }

    private boolean isVoid(Leg leg, Leg.End end, String word, String taken, String used) {
        CommandResult result =
                script.run(leg, end, Call.of("revoke", leg.id(), word).within(SETTLE));
        if (result.lines().contains(taken)) {
            return true;
        }
        if (result.lines().contains(used)) {
            return false;
        }
        throw new RelocationException(
                ErrorCode.HOST_FAILED,
                "host %s was asked to take back the permit of workload %s and said '%s'"
                        .formatted(leg.host(end).name(), leg.workload().name(), result.text()));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.host.KeyValues;
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

    /** What an end says of a permit. */
    private enum Said {
        VOID,
        USED,
        /** The host has lost its power meanwhile, and with it what was not on its disk. */
        FORGOTTEN
    }

    /**
     * Takes the permit back. What the target says holds. When it cannot be reached, or has lost its memory, the source can
     * still be certain: without its last word the target does not even begin to restore.
     *
     * @return whether it was taken back in time: the target never ran the workload and never will under this epoch
     * @throws RelocationException with {@link ErrorCode#HOST_UNREACHABLE} when neither end can tell
     */
    public boolean revoke(Leg leg) {
        try {
            Said target = ask(leg, Leg.End.TO, "target", "permit");
            // What users saw of a copy that went with the power nobody knows: if it may have run, it counts as one that
            // ran.
            return target == Said.VOID || target == Said.FORGOTTEN && ask(leg) == Said.VOID;
        } catch (RelocationException e) {
            // On the way back the target alone decides: the image's last word permits nothing.
            if (e.code() != ErrorCode.HOST_UNREACHABLE || leg.way() != Leg.Way.OUT) {
                throw e;
            }
            return revokeAtSource(leg, e);
        }
    }

    private Said ask(Leg leg) {
        return ask(leg, Leg.End.FROM, "source", "handover");
    }

    private boolean revokeAtSource(Leg leg, RelocationException target) {
        try {
            if (ask(leg) == Said.VOID) {
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

    private Said ask(Leg leg, Leg.End end, String word, String decided) {
        CommandResult result =
                script.run(leg, end, Call.of("revoke", leg.id(), word).within(SETTLE));
        return switch (KeyValues.parse(result.lines()).getOrDefault(decided, "")) {
            case "void" -> Said.VOID;
            case "go", "sent" -> Said.USED;
            case "forgotten" -> Said.FORGOTTEN;
            default ->
                throw new RelocationException(
                        ErrorCode.HOST_FAILED,
                        "host %s was asked to take back the permit of workload %s and said '%s'"
                                .formatted(leg.host(end).name(), leg.workload().name(), result.text()));
        };
    }
}

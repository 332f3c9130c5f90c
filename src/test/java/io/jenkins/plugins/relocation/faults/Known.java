// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** Violations that were found and are not mended yet. They count as violations; a new kind of them fails the test. */
enum Known {
    RETURN_LOSES(
            "A live return is abandoned after the source had resumed (a probe did not pass there, or its answer was lost): what users did there "
                    + "meanwhile is lost, and nobody had accepted that.",
            wrong -> wrong.says("on b users see") && wrong.outcome().report().contains("abandoned")),
    LATE_GUARD(
            "A guard-take that arrives minutes late, after the run was settled, takes the guard that was given back again.",
            wrong -> wrong.has(Fault.LATE, "guard-take") && wrong.says(": guard app")),
    WATCH_ENDS_FIRST(
            "container-thaw ends the watch before the operation that continues the container is begun: if the controller is gone right then, "
                    + "nobody continues it.",
            wrong -> wrong.has(Fault.CONTROLLER_GONE, "") && wrong.says("nobody answers, and no host says why")),
    IMAGE_NOT_USED(
            "A power cut takes along what was held, or was being continued, while the other host still has a complete image: that is not used.",
            wrong -> wrong.reboots("") && wrong.says("it is left in NEEDS_OPERATOR")),
    DUMP_KILLED(
            "kill -9 of CRIU while it saves a container leaves that paused, and nobody continues it.",
            wrong -> wrong.has(Fault.PROCESS_KILLED, "criu dump") && wrong.says("it is left in NEEDS_OPERATOR")),
    PERMIT_NOT_FLUSHED(
            "The target loses its power within milliseconds of resuming, before its permit is on the disk: the permit is then taken back as if it had "
                    + "not been used, and the source continues.",
            wrong -> wrong.has(Fault.HOST_REBOOTS, "restore: flush") && wrong.says("on a users see")),
    RESTORER_KILLED(
            "kill -9 of the operation that restores, right after the copy runs: what runs there is called doubtful from then on.",
            wrong -> wrong.has(Fault.PROCESS_KILLED, "restore: ") && wrong.says("it is left in NEEDS_OPERATOR")),
    REVOKE_KILLED(
            "kill -9 of the command that takes the permit back, or a failure of it: it is not tried again.",
            wrong -> wrong.outcome().report().contains("revoke of workload")
                    && wrong.says("it is left in NEEDS_OPERATOR")),
    PERMIT_USED_IN_VAIN(
            "The copy dies when it has used its permit and has not run yet: no host can tell whether users saw it, so that loss has to be accepted.",
            wrong -> (wrong.has(Fault.PROCESS_KILLED, "restore: run") || wrong.reboots("restore: run"))
                    && wrong.says("it is left in RESUMED"));

    private final String text;
    private final Predicate<Tally.Wrong> fits;

    Known(String text, Predicate<Tally.Wrong> fits) {
        this.text = text;
        this.fits = fits;
    }

    String text() {
        return text;
    }

    static Optional<Known> of(Tally.Wrong wrong) {
        return Arrays.stream(values()).filter(known -> known.fits.test(wrong)).findFirst();
    }
}

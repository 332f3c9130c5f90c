// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import java.util.List;
import java.util.Optional;

/** Checks of the partition itself. */
final class PartitionChecks {
    private static final String STATIC = "not needed: the move is static";

    private PartitionChecks() {}

    static List<Check<WparAnswers>> table() {
        return List.of(
                required("wpar.found", FROM, PartitionChecks::found),
                required("wpar.active", FROM, PartitionChecks::active),
                required("wpar.checkpointable", FROM, PartitionChecks::checkpointable),
                required("wpar.storage", FROM, PartitionChecks::storage),
                required("wpar.sessions", FROM, PartitionChecks::sessions),
                required("wpar.operation", FROM, PartitionChecks::operation));
    }

    private static Result found(WparAnswers answers) {
        String name = answers.settings().wpar();
        List<String> names =
                answers.partitions(FROM).stream().map(Partition::name).toList();
        return names.contains(name)
                ? Result.pass(answers.partition().describe())
                : Result.fail(
                        "there is no partition %s; lswpar shows %s".formatted(name, names), "correct wpar, or host");
    }

    private static Result active(WparAnswers answers) {
        Partition partition = answers.partition();
        if (partition.isActive()) {
            return Result.pass("active");
        }
        return Result.fail("its state is %s and not A".formatted(partition.state()), remedy(partition));
    }

    private static String remedy(Partition partition) {
        String name = partition.name();
        return switch (partition.state()) {
            case "B" ->
                "it is broken: stopwpar -F %1$s; rmwpar -F -p %1$s would clear that, and then it has to be made again"
                        .formatted(name);
            case "D" -> "start it: startwpar " + name;
            case "P" -> "it is paused: relocation status shows by which run, and relocation recover RUN continues it";
            case "T", "F", "L", "M" ->
                "an operation of AIX is at work on it: wait until lswpar -L %s shows none".formatted(name);
            default -> "that state is not known here: look at lswpar -L %s".formatted(name);
        };
    }

    private static Result checkpointable(WparAnswers answers) {
        if (answers.isStatic()) {
            return Result.pass(STATIC);
        }
        return answers.partition().checkpointable()
                ? Result.pass("checkpointable")
                : Result.fail(
                        "it is not checkpointable",
                        "stop it, chwpar -c %s, start it again; or set mode: static"
                                .formatted(answers.settings().wpar()));
    }

    /** All that it writes lies where the target finds it, too. */
    private static Result storage(WparAnswers answers) {
        Partition partition = answers.partition();
        answers.lines(FROM, "mounts");
        if (partition.versioned()) {
            return Result.fail(
                    "it is a versioned partition (AIX 5.2 or 5.3): these are not supported", "move it by hand");
        }
        if (partition.rootvg()) {
            return Result.fail(
                    "it has a root volume group of its own: its disks cannot be looked at from here",
                    "move it with the tools of its storage; only file systems on NFS servers are known here");
        }
        List<String> local = partition.mounts().stream()
                .filter(mount -> mount.isWritten() && !mount.isNfs())
                .map(mount -> "%s (%s, %s)".formatted(mount.point(), mount.vfs(), mount.device()))
                .toList();
        if (!local.isEmpty()) {
            return Result.fail(
                    "it writes to file systems of its host: " + String.join(", ", local),
                    "make the partition again with these file systems on an NFS server (mkwpar -M directory=... vfs=nfs)");
        }
        if (partition.isSystem() && partition.mounts().isEmpty()) {
            return Result.fail("lswpar -M shows no file systems of it", "look at lswpar -M " + partition.name());
        }
        if (!partition.isSystem()) {
            return Result.pass(
                    "an application partition: it uses the file systems of its host, which its owner shares");
        }
        return Result.pass("it writes to NFS servers only");
    }

    private static Result sessions(WparAnswers answers) {
        answers.partition();
        if (!answers.closer().has("sessions") || !AixReadings.succeeded(answers.closer(), "sessions")) {
            throw answers.missing(FROM, "its processes");
        }
        String wpar = answers.settings().wpar();
        long open = AixReadings.sessions(answers.closer(), wpar);
        return open == 0
                ? Result.pass("nobody is logged in with clogin")
                : Result.fail(
                        "%d clogin sessions are open: their terminal belongs to this host".formatted(open),
                        "have them ended; log in over the partition's own network instead");
    }

    private static Result operation(WparAnswers answers) {
        answers.partition();
        Optional<String> operation = AixReadings.operation(answers.closer());
        if (operation.isEmpty()) {
            throw answers.missing(FROM, "the partition's operation (lswpar -L)");
        }
        return operation.get().equals("none")
                ? Result.pass("no operation of AIX is under way")
                : Result.fail(
                        "operation %s is under way".formatted(operation.get()),
                        "wait until lswpar -L %s shows none"
                                .formatted(answers.settings().wpar()));
    }
}

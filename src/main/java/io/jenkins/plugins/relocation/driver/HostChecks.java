// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static io.jenkins.plugins.relocation.driver.Check.optional;
import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks of what the hosts are and have. */
public final class HostChecks {
    private static final long MIB = 1L << 20;
    private static final long STATE_ROOM = 16 * MIB;
    private static final int SHOWN = 8;

    private HostChecks() {}

    /** Checks of both hosts that every driver needs. */
    public static <E extends Evidence> List<Check<E>> table() {
        List<Check<E>> checks = new ArrayList<>();
        for (Leg.End end : Leg.End.values()) {
            checks.add(required("criu.version", end, answers -> criuVersion(answers, end)));
            checks.add(required("criu.check", end, answers -> criuCheck(answers, end)));
            checks.add(required("tools", end, answers -> tools(answers, end)));
            checks.add(required("state.dir", end, answers -> stateDir(answers, end)));
            checks.add(required("images.room", end, answers -> imagesRoom(answers, end)));
            checks.add(optional("images.memory", end, answers -> imagesInMemory(answers, end)));
        }
        checks.add(required("arch", TO, HostChecks::architecture));
        checks.add(required("cpu.flags", TO, HostChecks::cpuFlags));
        checks.add(optional("kernel", TO, HostChecks::kernel));
        checks.add(required("lsm", TO, HostChecks::lsm));
        checks.add(required("memory.free", TO, HostChecks::memory));
        checks.add(required("transfer.path", FROM, HostChecks::transferPath));
        return checks;
    }

    private static Result criuVersion(Evidence answers, Leg.End end) {
        String said = String.join(" ", answers.lines(end, "criu"));
        if (said.contains("not found") || said.isEmpty()) {
            return Result.fail("CRIU is not installed", "install CRIU %s or later".formatted(HostReadings.CRIU));
        }
        String version = answers.need(end, "criu", HostReadings.criuVersion(answers.at(end)));
        return HostReadings.atLeast(version, HostReadings.CRIU)
                ? Result.pass("CRIU " + version)
                : Result.fail(
                        "CRIU is %s, %s or later is needed: older ones cannot save sockets on current kernels"
                                .formatted(version, HostReadings.CRIU),
                        "install CRIU %s or later".formatted(HostReadings.CRIU));
    }

    private static Result criuCheck(Evidence answers, Leg.End end) {
        List<String> said = answers.lines(end, "criu-check");
        if (said.isEmpty() || !said.get(0).matches("status \\d+")) {
            throw new IllegalArgumentException("criu check said " + String.join("; ", said));
        }
        String words = said.stream().skip(1).collect(Collectors.joining("; "));
        return said.get(0).equals("status 0")
                ? Result.pass("criu check passes")
                : Result.fail(
                        "criu check fails: " + words,
                        "run criu check on the host; its kernel may lack CONFIG_CHECKPOINT_RESTORE, or the login root's rights");
    }

    private static Result tools(Evidence answers, Leg.End end) {
        List<String> said = answers.lines(end, "tools");
        List<String> missing = said.stream()
                .filter(line -> line.startsWith("missing "))
                .map(line -> line.substring("missing ".length()))
                .toList();
        if (!missing.isEmpty()) {
            return Result.fail("missing: " + String.join(", ", missing), "install them");
        }
        List<String> versions = Stream.concat(said.stream(), answers.at(end).lines("versions").stream())
                .filter(line -> line.startsWith("version "))
                .toList();
        if (versions.size() < 3) {
            return Result.fail(
                    "dd, stat or tail does not tell its version: GNU coreutils are needed", "install GNU coreutils");
        }
        return versions.stream().allMatch(line -> line.contains("GNU") || line.contains("coreutils"))
                ? Result.pass("all there")
                : Result.fail("not GNU coreutils: " + String.join("; ", versions), "install GNU coreutils");
    }

    private static Result stateDir(Evidence answers, Leg.End end) {
        String dir = answers.leg().host(end).stateDir();
        if (!answers.lines(end, "uid").equals(List.of("0"))) {
            return Result.fail(
                    "commands do not run as root but as user id " + String.join(" ", answers.lines(end, "uid")),
                    "let the login be root, or set become: sudo and allow it without a password");
        }
        if (!answers.lines(end, "state").contains("writable")) {
            return Result.fail("%s cannot be written".formatted(dir), "make it writable for root, or set stateDir");
        }
        long room = answers.need(end, "state", HostReadings.room(answers.at(end), "state"));
        return room >= STATE_ROOM
                ? Result.pass("%s can be written".formatted(dir))
                : Result.fail(
                        "%d MiB are free in %s, %d are needed".formatted(room / MIB, dir, STATE_ROOM / MIB),
                        "free room there, or set stateDir");
    }

    private static Result imagesRoom(Evidence answers, Leg.End end) {
        String dir = answers.leg().host(end).imageDir();
        long room = answers.need(end, "room", HostReadings.room(answers.at(end), "room"));
        // On the target the copy of memory that was made ahead becomes the images.
        boolean twice =
                end == FROM && answers.leg().transfer().ahead() && answers.leg().way() == Leg.Way.OUT;
        long needed = answers.capacity().imageBytes() * (twice ? 2 : 1);
        return room >= needed
                ? Result.pass("%d MiB free in %s, images need about %d".formatted(room / MIB, dir, needed / MIB))
                : Result.fail(
                        "%d MiB are free in %s, images need about %d".formatted(room / MIB, dir, needed / MIB),
                        "free room there, make that file system larger, or set imageDir");
    }

    private static Result imagesInMemory(Evidence answers, Leg.End end) {
        answers.lines(end, "room");
        return HostReadings.imagesInMemory(answers.at(end))
                ? Result.pass("images lie in memory")
                : Result.fail(
                        "%s is not in memory: the workload's memory would be written to a disk, and slowly"
                                .formatted(answers.leg().host(end).imageDir()),
                        "mount a tmpfs there, or set imageDir");
    }

    private static Result architecture(Evidence answers) {
        String source = answers.need(FROM, "uname", HostReadings.architecture(answers.at(FROM)));
        String target = answers.need(TO, "uname", HostReadings.architecture(answers.at(TO)));
        return source.equals(target)
                ? Result.pass(source)
                : Result.fail("%s, but the source is %s".formatted(target, source), "choose a target of the same kind");
    }

    private static Result cpuFlags(Evidence answers) {
        Set<String> source = answers.need(FROM, "cpu", HostReadings.cpuFlags(answers.at(FROM)));
        Set<String> target = answers.need(TO, "cpu", HostReadings.cpuFlags(answers.at(TO)));
        Set<String> missing = new TreeSet<>(source);
        missing.removeAll(target);
        return missing.isEmpty()
                ? Result.pass("all %d flags of the source".formatted(source.size()))
                : Result.fail(
                        "%d flags of the source's processor are missing: %s"
                                .formatted(
                                        missing.size(),
                                        missing.stream().limit(SHOWN).collect(Collectors.joining(" "))),
                        "choose a target whose processor can do all that the source's can");
    }

    private static Result kernel(Evidence answers) {
        String source = answers.need(FROM, "uname", HostReadings.kernel(answers.at(FROM)));
        String target = answers.need(TO, "uname", HostReadings.kernel(answers.at(TO)));
        return HostReadings.atLeast(target, source)
                ? Result.pass("kernel %s, the source has %s".formatted(target, source))
                : Result.fail(
                        "kernel %s is older than the source's %s".formatted(target, source),
                        "update the target's kernel, or accept that something the workload uses may be missing");
    }

    private static Result lsm(Evidence answers) {
        answers.requireWorkload();
        List<String> labels = answers.lines(FROM, "labels").stream()
                .map(line -> line.split(" ", 2))
                .map(words -> words.length > 1 ? words[1].strip() : "")
                .filter(label -> !label.isEmpty() && !label.equals("unconfined") && !label.equals("kernel"))
                .distinct()
                .toList();
        List<String> sourceMode = answers.lines(FROM, "selinux");
        List<String> targetMode = answers.lines(TO, "selinux");
        if (!sourceMode.equals(targetMode)) {
            return Result.fail(
                    "SELinux is %s, on the source it is %s".formatted(mode(targetMode), mode(sourceMode)),
                    "use the same mode on both hosts");
        }
        if (labels.isEmpty()) {
            return Result.pass("the workload is not confined");
        }
        return targetMode.isEmpty()
                ? appArmor(answers, labels)
                : Result.pass("SELinux is %s on both".formatted(mode(targetMode)));
    }

    private static Result appArmor(Evidence answers, List<String> labels) {
        List<String> loaded = answers.lines(TO, "profiles");
        List<String> missing = labels.stream()
                .map(label -> label.replaceAll(" \\(.*\\)$", ""))
                .filter(profile -> !loaded.contains(profile))
                .toList();
        return missing.isEmpty()
                ? Result.pass("profiles loaded: " + String.join(", ", labels))
                : Result.fail(
                        "the workload is confined by AppArmor profiles that are not loaded: "
                                + String.join(", ", missing),
                        "install and load them on the target");
    }

    private static String mode(List<String> enforce) {
        return enforce.isEmpty() ? "off" : enforce.get(0).equals("1") ? "enforcing" : "permissive";
    }

    private static Result memory(Evidence answers) {
        long free = answers.need(TO, "memory", HostReadings.freeMemory(answers.at(TO)));
        answers.lines(TO, "room");
        long reserve = answers.leg().to().limits().memoryReserve();
        long needed = answers.capacity().targetBytes(HostReadings.imagesInMemory(answers.at(TO)), reserve);
        String seen = "%d MiB free, %d needed (with images and a reserve of %d)"
                .formatted(free / MIB, needed / MIB, reserve / MIB);
        return free >= needed ? Result.pass(seen) : Result.fail(seen, "free memory on the target or choose another");
    }

    private static Result transferPath(Evidence answers) {
        Leg leg = answers.leg();
        if (Stream.of(leg.from(), leg.to()).anyMatch(host -> host.transfer().path() == Transfer.Path.CONTROLLER)) {
            return Result.pass("through the controller, as the inventory asks: slower than host to host");
        }
        List<String> shown = answers.need(FROM, "keys", Optional.of(HostReadings.hostKeys(answers.at(FROM))));
        String where =
                "%s port %d".formatted(leg.to().transferAddress(), leg.to().port());
        if (shown.isEmpty()) {
            return Result.fail(
                    "no SSH server answers at %s: %s".formatted(where, String.join("; ", answers.lines(FROM, "keys"))),
                    "let the source reach it, set transfer.address, or transfer.path: controller");
        }
        return shown.stream().anyMatch(leg.to().hostKeys()::contains)
                ? Result.pass("%s answers with a pinned key".formatted(where))
                : Result.fail(
                        "%s shows none of the pinned keys but %s"
                                .formatted(
                                        where,
                                        shown.stream()
                                                .map(key -> key.split(" ")[0])
                                                .toList()),
                        "find out why before anything else; if the host was set up anew, pin its new key");
    }

    /** Nothing but names, for messages. */
    public static String some(List<String> things) {
        String listed = things.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return things.size() > SHOWN ? "%s and %d more".formatted(listed, things.size() - SHOWN) : listed;
    }
}

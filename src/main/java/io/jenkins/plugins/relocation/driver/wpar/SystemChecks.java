// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static io.jenkins.plugins.relocation.driver.Check.optional;
import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks of what both systems are and have. */
final class SystemChecks {
    private static final long MIB = 1L << 20;

    private SystemChecks() {}

    static List<Check<WparAnswers>> table() {
        List<Check<WparAnswers>> checks = new ArrayList<>();
        for (Leg.End end : Leg.End.values()) {
            checks.add(required("aix.root", end, answers -> root(answers, end)));
            checks.add(required("aix.tools", end, answers -> tools(answers, end)));
            checks.add(required("state.dir", end, answers -> writable(answers, end)));
            checks.add(required("images.shared", end, answers -> shared(answers, end)));
            checks.add(required("images.checksum", end, answers -> checksum(answers, end)));
            checks.add(optional("aix.time", end, answers -> time(answers, end)));
            checks.add(required("supervisors", end, answers -> supervisors(answers, end)));
        }
        checks.add(required("images.same", TO, SystemChecks::same));
        checks.add(required("images.room", FROM, SystemChecks::room));
        return checks;
    }

    private static Result root(WparAnswers answers, Leg.End end) {
        List<String> uid = answers.answered(end, "uid");
        return uid.equals(List.of("0"))
                ? Result.pass("commands run as root")
                : Result.fail(
                        "commands run as user id " + String.join(" ", uid),
                        "log in as root, or set become: sudo and allow /bin/sh there; docs/aix.md lists all commands");
    }

    private static Result tools(WparAnswers answers, Leg.End end) {
        List<String> said = answers.lines(end, "tools");
        if (!said.contains("looked")) {
            throw answers.missing(end, "its tools");
        }
        List<String> missing = said.stream()
                .filter(line -> line.startsWith("missing "))
                .map(line -> line.substring("missing ".length()))
                .toList();
        boolean mobility = missing.stream().anyMatch(tool -> tool.matches("(chkpt|restart|resume|kill)wpar"));
        boolean only = missing.stream().allMatch(tool -> tool.matches("(chkpt|restart|resume|kill)wpar"));
        if (missing.isEmpty() || only && answers.isStatic()) {
            return Result.pass(missing.isEmpty() ? "all there" : "all that a static move needs");
        }
        return Result.fail(
                "missing: " + String.join(", ", missing),
                mobility
                        ? "install mcr.rte (it is licensed separately), or set mode: static"
                        : "install bos.wpars, or mend the PATH that commands get: it needs /usr/bin and /usr/sbin");
    }

    private static Result writable(WparAnswers answers, Leg.End end) {
        String dir = answers.leg().host(end).stateDir();
        return answers.lines(end, "writable").contains("state")
                ? Result.pass("%s can be written".formatted(dir))
                : Result.fail("%s cannot be written".formatted(dir), "make it writable for root, or set stateDir");
    }

    private static Result shared(WparAnswers answers, Leg.End end) {
        String dir = answers.leg().host(end).imageDir();
        if (!answers.lines(end, "writable").contains("images")) {
            return Result.fail(
                    "%s is not there, or root cannot write to it".formatted(dir),
                    "mount a file system there that both hosts share, exported with root= for both; or set imageDir");
        }
        answers.answered(end, "images");
        return AixReadings.imagesFrom(answers.at(end))
                .map(from -> Result.pass("%s is %s".formatted(dir, from)))
                .orElseGet(() -> Result.fail(
                        "%s is not mounted from an NFS server".formatted(dir),
                        "mount a file system there that both hosts share, or set imageDir"));
    }

    /** What says that a target has read what the source has written. */
    private static Result checksum(WparAnswers answers, Leg.End end) {
        if (answers.isStatic() || answers.settings().checksum() == WparSettings.Checksum.NONE) {
            return Result.pass("not needed: no files of an image are compared");
        }
        String tool = String.join(" ", answers.answered(end, "checksum"));
        return tool.equals("openssl") || tool.equals("perl")
                ? Result.pass("SHA-256 with " + tool)
                : Result.fail(
                        "neither openssl nor perl with Digest::SHA can make a SHA-256",
                        "install openssl.base or perl.rte; or set checksum: none, and sizes alone are compared");
    }

    private static Result same(WparAnswers answers) {
        Optional<String> source = AixReadings.imagesFrom(answers.at(FROM));
        Optional<String> target = AixReadings.imagesFrom(answers.at(TO));
        if (source.isEmpty() || target.isEmpty()) {
            throw answers.missing(source.isEmpty() ? FROM : TO, "what is mounted where the images are");
        }
        return source.equals(target)
                ? Result.pass(target.get())
                : Result.fail(
                        "the target has %s, the source %s".formatted(target.get(), source.get()),
                        "mount the same exported directory on both, or set imageDir of each host");
    }

    private static Result room(WparAnswers answers) {
        if (answers.isStatic()) {
            return Result.pass("not needed: the move is static");
        }
        answers.answered(FROM, "images");
        long room = AixReadings.imagesRoom(answers.at(FROM))
                .orElseThrow(() -> answers.missing(FROM, "the room for images"));
        // A restore point lies beside the image.
        boolean twice = answers.leg().workload().policy().restorePoint();
        long needed = answers.memoryBytes() * (twice ? 2 : 1);
        String seen = "%d MiB are free in %s, the partition uses %d MiB%s"
                .formatted(
                        room / MIB,
                        answers.leg().from().imageDir(),
                        answers.memoryBytes() / MIB,
                        twice ? ", twice with its restore point" : "");
        return room >= needed
                ? Result.pass(seen)
                : Result.fail(seen, "free room there, or make that file system larger");
    }

    private static Result time(WparAnswers answers, Leg.End end) {
        answers.lines(end, "time");
        return AixReadings.timeService(answers.at(end))
                ? Result.pass("xntpd is active")
                : Result.fail("xntpd is not active", "start it: startsrc -s xntpd; applications may see time jump");
    }

    /** What would start a partition a second time, beside Auto, which the move takes care of. */
    private static Result supervisors(WparAnswers answers, Leg.End end) {
        String wpar = answers.settings().wpar();
        List<String> found = new ArrayList<>();
        answers.answered(end, "inittab").stream()
                .filter(line -> !line.startsWith(":") && words(line).contains(wpar))
                .forEach(line -> found.add("/etc/inittab: " + line));
        List<String> subsystems = answers.answered(end, "subsystems");
        subsystems.stream()
                .map(line -> line.strip().split("\\s+")[0])
                .filter(name -> name.equals(wpar) || name.equals("startwpar_" + wpar))
                .forEach(name -> found.add("SRC subsystem " + name));
        boolean cluster = subsystems.stream()
                .map(line -> Arrays.asList(line.strip().split("\\s+")))
                .anyMatch(words -> words.contains("clstrmgrES") && words.contains("active"));
        if (cluster) {
            found.add("PowerHA (clstrmgrES is active)");
        }
        return found.isEmpty()
                ? Result.pass("neither inittab nor SRC nor PowerHA starts it")
                : Result.fail(
                        "may be started by " + String.join("; ", found),
                        "take it out there for the time of the move (rmitab, rmssys); with PowerHA, put its resource groups into unmanaged state and stop its cluster manager (stopsrc -s clstrmgrES)");
    }

    private static List<String> words(String line) {
        return List.of(line.split("[\\s:;,&|=/'\"`()]+"));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.DataChecks;
import io.jenkins.plugins.relocation.driver.HostReadings;
import io.jenkins.plugins.relocation.driver.process.ProcessOutput.FileState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks of files that the workload uses. */
final class FileChecks {
    private FileChecks() {}

    static List<Check<Answers>> table() {
        return List.of(
                required("files.binaries", TO, FileChecks::binaries),
                required("files.open", TO, FileChecks::open),
                required("files.in-use", TO, answers -> DataChecks.inUse(answers, answers::copied)),
                required("files.room", TO, answers -> DataChecks.room(answers, "dataFiles")),
                required("paths", TO, FileChecks::paths));
    }

    private static Result binaries(Answers answers) {
        answers.tree();
        answers.lines(FROM, "hashes");
        answers.lines(TO, "hashes");
        Map<String, String> source = HostReadings.hashes(answers.source(), "hashes");
        if (source.isEmpty()) {
            throw new IllegalArgumentException("no executable was hashed on the source");
        }
        List<String> stale = answers.lines(FROM, "stale");
        if (!stale.isEmpty()) {
            return Result.fail(
                    "the workload runs files that were replaced since it started: " + some(stale),
                    "restart the workload, then move it");
        }
        List<String> different = differences(source, HostReadings.hashes(answers.target(), "hashes"), answers);
        return different.isEmpty()
                ? Result.pass("%d executables and libraries are equal".formatted(source.size()))
                : Result.fail(some(different), "install the same versions on the target");
    }

    /** Files of the source that are missing or have another content on the target. */
    private static List<String> differences(Map<String, String> source, Map<String, String> target, Answers answers) {
        List<String> different = new ArrayList<>();
        new TreeMap<>(source).forEach((path, hash) -> {
            if (answers.copied(path)) {
                return;
            }
            if (!target.containsKey(path)) {
                different.add("%s is missing".formatted(path));
            } else if (!target.get(path).equals(hash)) {
                different.add("%s has another content".formatted(path));
            }
        });
        return different;
    }

    private static Result open(Answers answers) {
        answers.tree();
        answers.lines(FROM, "files");
        answers.lines(FROM, "written");
        answers.lines(FROM, "open-hashes");
        answers.lines(TO, "files");
        Map<String, FileState> there = ProcessOutput.files(answers.target());
        List<String> different = new ArrayList<>(differences(
                HostReadings.hashes(answers.source(), "open-hashes"),
                HostReadings.hashes(answers.target(), "hashes"),
                answers));
        Map<String, FileState> here = ProcessOutput.files(answers.source());
        here.forEach((path, state) -> {
            FileState other = there.get(path);
            if (!answers.copied(path) && other != null && !other.mode().equals(state.mode())) {
                different.add("%s has mode %s, on the source %s".formatted(path, other.mode(), state.mode()));
            }
        });
        return different.isEmpty()
                ? Result.pass("%d open files are equal or copied".formatted(here.size()))
                : Result.fail(some(different), "add them to dataFiles, or make them equal on the target");
    }

    private static Result paths(Answers answers) {
        answers.tree();
        answers.lines(FROM, "dirs");
        List<String> roots = ProcessOutput.directories(answers.source(), "root");
        if (!roots.equals(List.of("/"))) {
            return Result.fail(
                    "the workload's root directory is %s".formatted(some(roots)),
                    "run it without chroot, or move it as a container");
        }
        List<String> there = answers.lines(TO, "dirs");
        List<String> missing = ProcessOutput.directories(answers.source(), "cwd").stream()
                .filter(dir -> !there.contains(dir))
                .toList();
        return missing.isEmpty()
                ? Result.pass("its working directories exist")
                : Result.fail("missing directories: " + some(missing), "make them on the target");
    }
}

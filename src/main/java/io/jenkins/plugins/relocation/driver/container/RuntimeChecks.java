// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Check.optional;
import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Runtime;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks of what runs the container. */
final class RuntimeChecks {
    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

    private RuntimeChecks() {}

    static List<Check<ContainerAnswers>> table() {
        return List.of(
                required("container.found", FROM, RuntimeChecks::found),
                required("container.free", TO, RuntimeChecks::free),
                required("runtime.version", TO, RuntimeChecks::versions),
                required("runtime.criu", FROM, answers -> criu(answers, FROM)),
                required("runtime.criu", TO, answers -> criu(answers, TO)),
                required("cgroup.version", TO, RuntimeChecks::cgroups),
                optional("criu.config", FROM, answers -> config(answers, FROM)),
                optional("criu.config", TO, answers -> config(answers, TO)));
    }

    private static Result found(ContainerAnswers answers) {
        String state = answers.need(FROM, "found", answers.source().first("found"));
        if (state.startsWith("unknown")) {
            throw new IllegalArgumentException(state);
        }
        if (!state.startsWith("running ")) {
            return Result.fail(
                    "%s is %s".formatted(answers.settings().describe(), state.equals("none") ? "not there" : state),
                    "start it, or correct runtime and name; %s shows what there is"
                            .formatted(answers.settings().runtime().listing()));
        }
        Container container = answers.container();
        String bundle = answers.settings().bundle();
        if (!bundle.isEmpty() && !bundle.equals(container.bundle())) {
            return Result.fail(
                    "its bundle is %s, not %s".formatted(container.bundle(), bundle), "correct the setting bundle");
        }
        return Result.pass("%s runs %s".formatted(answers.settings().describe(), container.command()));
    }

    private static Result free(ContainerAnswers answers) {
        String state = answers.need(TO, "found", answers.target().first("found"));
        List<String> elsewhere = answers.lines(TO, "elsewhere").stream()
                .filter(line -> line.contains(" running"))
                .toList();
        if (state.startsWith("unknown") && runtimes(answers, TO).containsKey(runtime(answers))) {
            throw new IllegalArgumentException(state);
        }
        if (!state.equals("none") && !state.startsWith("unknown")) {
            return Result.fail(
                    "there is a %s already, it is %s"
                            .formatted(answers.settings().describe(), state.split(" ")[0]),
                    "remove or rename it: the workload may run once only");
        }
        return elsewhere.isEmpty()
                ? Result.pass("the name is free")
                : Result.fail(
                        "another runtime runs a container of that name: " + some(elsewhere),
                        "remove or rename it: the workload may run once only");
    }

    private static String runtime(ContainerAnswers answers) {
        return answers.settings().runtime().program();
    }

    /** Versions of the runtimes of a host by their names. */
    private static Map<String, String> runtimes(ContainerAnswers answers, Leg.End end) {
        return ContainerOutput.runtimes(answers.lines(end, "runtimes"));
    }

    /** Version of a program, without words: "5.4.2". */
    static Optional<String> version(ContainerAnswers answers, Leg.End end, String program) {
        return Optional.ofNullable(runtimes(answers, end).get(program))
                .map(VERSION::matcher)
                .filter(Matcher::find)
                .map(Matcher::group);
    }

    private static Result versions(ContainerAnswers answers) {
        Map<String, String> here = runtimes(answers, FROM);
        Map<String, String> there = runtimes(answers, TO);
        List<String> same = new ArrayList<>();
        for (String wanted : programs(answers)) {
            if (!here.containsKey(wanted)) {
                throw new IllegalArgumentException(
                        "%s is not on the source, which has %s".formatted(wanted, here.keySet()));
            }
            if (!there.containsKey(wanted)) {
                return Result.fail(
                        "the container runs under %s, which is not there; there is %s"
                                .formatted(wanted, there.isEmpty() ? "none" : String.join(", ", there.keySet())),
                        "install %s on the target: an image of one runtime cannot be restored by another"
                                .formatted(wanted));
            }
            if (!here.get(wanted).equals(there.get(wanted))) {
                return Result.fail(
                        "%s, but the source has %s".formatted(there.get(wanted), here.get(wanted)),
                        "install the same version on both hosts");
            }
            same.add(here.get(wanted));
        }
        return Result.pass(String.join(", ", same));
    }

    /** What runs the container: Podman and the OCI runtime below it, or that alone. */
    private static List<String> programs(ContainerAnswers answers) {
        String below = answers.settings().oci(answers.container());
        return answers.podman().isPresent() ? List.of(runtime(answers), below) : List.of(below);
    }

    private static Result criu(ContainerAnswers answers, Leg.End end) {
        boolean needsLibrary = answers.settings().oci(answers.container()).equals(Runtime.CRUN.program());
        List<String> features = answers.lines(end, "crun");
        List<String> library = answers.lines(end, "libcriu");
        if (needsLibrary && features.stream().noneMatch(line -> line.contains("+CRIU"))) {
            return Result.fail("crun was built without CRIU", "install a crun that says +CRIU in crun --version");
        }
        if (needsLibrary && library.isEmpty()) {
            return Result.fail(
                    "crun needs the library libcriu.so.2, which is not there", "install it (Debian: libcriu2)");
        }
        return Result.pass(needsLibrary ? "crun can call CRIU" : "runc can call CRIU");
    }

    private static Result cgroups(ContainerAnswers answers) {
        List<String> here = answers.lines(FROM, "cgroupfs");
        List<String> there = answers.lines(TO, "cgroupfs");
        if (here.isEmpty() || there.isEmpty()) {
            throw answers.missing(here.isEmpty() ? FROM : TO, "cgroupfs");
        }
        String source = cgroups(here.get(0));
        String target = cgroups(there.get(0));
        return source.equals(target)
                ? Result.pass(source + " on both")
                : Result.fail(
                        "%s, on the source %s".formatted(target, source),
                        "use the same version of cgroups on both hosts");
    }

    /** By the file system at their root: a directory of mounts where there is version 1. */
    private static String cgroups(String fileSystem) {
        return fileSystem.equals("cgroup2fs") ? "version 2" : "version 1";
    }

    /** What an administrator configured for CRIU applies beside what a move sets. */
    private static Result config(ContainerAnswers answers, Leg.End end) {
        answers.lines(end, "uname");
        List<String> files = answers.lines(end, "criu-config");
        return files.isEmpty()
                ? Result.pass("CRIU has no configuration of its own")
                : Result.fail(
                        "CRIU also reads " + some(files),
                        "make sure that what they say suits a move of this container");
    }
}

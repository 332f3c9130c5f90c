// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Check.optional;
import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Runtime;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks of the container itself and of what runs it. */
final class ContainerChecks {
    private static final Set<String> STANDARD = Set.of("0", "1", "2");
    private static final Set<String> ANONYMOUS =
            Set.of("[eventpoll]", "[eventfd]", "[signalfd]", "[timerfd]", "inotify", "[inotify]");
    private static final List<String> DEVICES =
            List.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/pts/", "/dev/shm/");
    private static final long GHOST_LIMIT = 16L << 20;

    private ContainerChecks() {}

    static List<Check<ContainerAnswers>> table() {
        return List.of(
                required("container.found", FROM, ContainerChecks::found),
                required("container.free", TO, ContainerChecks::free),
                required("runtime.version", TO, ContainerChecks::versions),
                required("runtime.criu", FROM, answers -> criu(answers, FROM)),
                required("runtime.criu", TO, answers -> criu(answers, TO)),
                required("container.namespaces", FROM, ContainerChecks::namespaces),
                required("container.output", FROM, ContainerChecks::output),
                required("container.files", FROM, ContainerChecks::files),
                required("cgroup.version", TO, ContainerChecks::cgroups),
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
                    "start it, or correct runtime and name; %s list shows what there is"
                            .formatted(answers.settings().runtime().program()));
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

    private static Result versions(ContainerAnswers answers) {
        Map<String, String> here = runtimes(answers, FROM);
        Map<String, String> there = runtimes(answers, TO);
        String wanted = runtime(answers);
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
        return here.get(wanted).equals(there.get(wanted))
                ? Result.pass(here.get(wanted))
                : Result.fail(
                        "%s, but the source has %s".formatted(there.get(wanted), here.get(wanted)),
                        "install the same version on both hosts");
    }

    private static Result criu(ContainerAnswers answers, Leg.End end) {
        boolean needsLibrary = answers.settings().runtime() != Runtime.RUNC;
        List<String> features = answers.lines(end, "crun");
        List<String> library = answers.lines(end, "libcriu");
        if (needsLibrary && features.stream().noneMatch(line -> line.contains("+CRIU"))) {
            return Result.fail("crun was built without CRIU", "install a crun that says +CRIU in crun --version");
        }
        if (needsLibrary && library.isEmpty()) {
            return Result.fail(
                    "crun needs the library libcriu.so.2, which is not there", "install it (Debian: libcriu2)");
        }
        return answers.lines(end, "lock").contains("usable")
                ? Result.pass("can lock the network with nftables")
                : Result.fail(
                        "CRIU cannot lock the network with nftables: connections could not be kept",
                        "install a CRIU with nftables, and load the module nf_tables");
    }

    private static Result namespaces(ContainerAnswers answers) {
        Container container = answers.container();
        List<String> kinds = new ArrayList<>();
        for (JsonNode each : container.config().path("linux").path("namespaces")) {
            kinds.add(each.path("type").asText());
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("the container's configuration names no namespaces");
        }
        if (kinds.contains("user")) {
            return Result.fail("it has a user namespace", "run it as root's, without one: CRIU cannot restore it here");
        }
        return kinds.containsAll(List.of("pid", "mount"))
                ? Result.pass(String.join(", ", kinds))
                : Result.fail(
                        "it has no %s namespace of its own".formatted(kinds.contains("pid") ? "mount" : "pid"),
                        "run it with one: its process ids could be taken on the target");
    }

    private static Result output(ContainerAnswers answers) {
        Container container = answers.container();
        if (container.config().path("process").path("terminal").asBoolean()) {
            return Result.fail("it has a terminal", "run it detached, with terminal: false");
        }
        if (answers.settings().runtime() == Runtime.PODMAN) {
            return Result.pass("Podman keeps its output");
        }
        List<String> outside = answers.lines(FROM, "fd").stream()
                .map(line -> line.split("\t", 2))
                .filter(words -> words.length == 2 && words[0].startsWith("/proc/%d/fd/".formatted(container.pid())))
                .filter(words -> STANDARD.contains(words[0].substring(words[0].lastIndexOf('/') + 1)))
                .filter(words -> !words[1].equals("/dev/null"))
                .map(words ->
                        "descriptor %s is %s".formatted(words[0].substring(words[0].lastIndexOf('/') + 1), words[1]))
                .toList();
        return outside.isEmpty()
                ? Result.pass("its input and output are /dev/null")
                : Result.fail(
                        some(outside),
                        "start it with </dev/null >/dev/null 2>&1 and let it write to a file of its own");
    }

    private static Result files(ContainerAnswers answers) {
        answers.requireWorkload();
        List<String> unsupported = new ArrayList<>();
        for (String line : answers.lines(FROM, "fd")) {
            String[] words = line.split("\t", 2);
            if (words.length == 2 && !supported(words[1])) {
                unsupported.add(words[1]);
            }
        }
        for (String line : answers.lines(FROM, "deleted")) {
            long size = Long.parseLong(line.split("\t", 2)[0]);
            if (size > GHOST_LIMIT) {
                unsupported.add("a deleted file of %d MiB".formatted(size >> 20));
            }
        }
        if (!answers.settings().fileLocks()
                && answers.lines(FROM, "fdflags").stream().anyMatch(line -> line.contains(":lock:"))) {
            unsupported.add("file locks");
        }
        return unsupported.isEmpty()
                ? Result.pass("CRIU can save everything that is open")
                : Result.fail(
                        "open: " + some(unsupported.stream().distinct().toList()),
                        "close them; for file locks that nobody else takes, set fileLocks: true");
    }

    private static boolean supported(String target) {
        if (target.startsWith("anon_inode:")) {
            return ANONYMOUS.contains(target.substring("anon_inode:".length()));
        }
        return !target.startsWith("/dev/") || DEVICES.stream().anyMatch(target::startsWith);
    }

    private static Result cgroups(ContainerAnswers answers) {
        List<String> here = answers.lines(FROM, "cgroupfs");
        List<String> there = answers.lines(TO, "cgroupfs");
        if (here.isEmpty() || there.isEmpty()) {
            throw answers.missing(here.isEmpty() ? FROM : TO, "cgroupfs");
        }
        return here.equals(there)
                ? Result.pass(here.get(0).equals("cgroup2fs") ? "version 2 on both" : "version 1 on both")
                : Result.fail(
                        "%s, on the source %s".formatted(there.get(0), here.get(0)),
                        "use the same version of cgroups on both hosts");
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

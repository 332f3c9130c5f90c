// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.Descriptors.Descriptor;
import io.jenkins.plugins.relocation.driver.UnitChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks of the processes themselves. */
final class TreeChecks {
    private static final List<String> NAMESPACES = List.of("mnt", "user", "net", "ipc", "uts");
    private static final int CAP_SYS_RESOURCE = 24;

    private TreeChecks() {}

    static List<Check<Answers>> table() {
        return List.of(
                required("workload.found", FROM, TreeChecks::found),
                required("workload.session", FROM, TreeChecks::session),
                required("workload.namespaces", FROM, TreeChecks::namespaces),
                required("criu.rights", FROM, TreeChecks::rights),
                required("pids.free", TO, TreeChecks::idsFree),
                required("supervisor", FROM, TreeChecks::supervisorAtSource),
                required("supervisor", TO, TreeChecks::supervisorAtTarget));
    }

    private static Result found(Answers answers) {
        answers.lines(FROM, "uname");
        String selector = answers.settings().selector().describe();
        if (answers.roots().size() == 1) {
            return Result.pass("%s is %s".formatted(selector, Inspector.describe(answers.roots())));
        }
        return Result.fail(
                "%s matches %s".formatted(selector, Inspector.describe(answers.roots())),
                answers.roots().isEmpty()
                        ? "start the workload, or correct its settings"
                        : "make the settings so precise that they match one tree");
    }

    private static Result session(Answers answers) {
        ProcessRow root = answers.root();
        List<ProcessRow> tree = answers.tree();
        Set<Long> ids = tree.stream().map(ProcessRow::pid).collect(Collectors.toSet());
        List<String> problems = new ArrayList<>();
        if (root.session() != root.pid()) {
            problems.add("process %d is not the leader of its session".formatted(root.pid()));
        }
        for (ProcessRow row : tree) {
            if (row.terminal() != 0) {
                problems.add("process %d has a terminal".formatted(row.pid()));
            }
            if (!ids.contains(row.session()) || !ids.contains(row.group())) {
                problems.add("the session or group leader of process %d is not part of the tree".formatted(row.pid()));
            }
        }
        for (Descriptor pipe : answers.descriptors().outsidePipes()) {
            problems.add("%s leads out of the tree".formatted(pipe.describe()));
        }
        return problems.isEmpty()
                ? Result.pass("a session of its own, no terminal, no pipes out of it")
                : Result.fail(
                        some(problems.stream().distinct().toList()),
                        "start it as a service or with setsid, its input and output from and to files or /dev/null");
    }

    private static Result namespaces(Answers answers) {
        List<ProcessRow> tree = answers.tree();
        answers.lines(FROM, "ns");
        Map<String, String> host = ProcessOutput.namespaces(answers.source(), 1);
        List<String> different = new ArrayList<>();
        for (ProcessRow row : tree) {
            Map<String, String> own = ProcessOutput.namespaces(answers.source(), row.pid());
            for (String kind : NAMESPACES) {
                if (!host.containsKey(kind) || !own.containsKey(kind)) {
                    throw new IllegalArgumentException(
                            "no %s namespace is told of process %d".formatted(kind, row.pid()));
                }
                if (!own.get(kind).equals(host.get(kind)) && !(kind.equals("net") && answers.movesAddress())) {
                    different.add("process %d has its own %s namespace".formatted(row.pid(), kind));
                }
            }
        }
        return different.isEmpty()
                ? Result.pass("those of the host")
                : Result.fail(
                        some(different),
                        "run it without PrivateTmp, ProtectSystem and the like, enter a network namespace with nsenter --net (and set tcp: keep), or move it as a container");
    }

    /** Without this right of root, CRIU may not read the limits of other users' processes. */
    private static Result rights(Answers answers) {
        answers.tree();
        String line = answers.need(FROM, "caps", answers.source().first("caps"));
        long caps = Long.parseUnsignedLong(line.replace("CapEff:", "").strip(), 16);
        if ((caps >> CAP_SYS_RESOURCE & 1) == 1) {
            return Result.pass("root has CAP_SYS_RESOURCE");
        }
        Set<String> users = answers.lines(FROM, "status").stream()
                .filter(each -> each.contains("Uid:"))
                .flatMap(each -> Stream.of(
                        each.substring(each.indexOf("Uid:") + 4).strip().split("\\s+")))
                .filter(uid -> !uid.equals("0"))
                .collect(Collectors.toCollection(TreeSet::new));
        return users.isEmpty()
                ? Result.pass("all processes are root's")
                : Result.fail(
                        "root lacks CAP_SYS_RESOURCE here, and processes have the user ids %s: CRIU cannot save them"
                                .formatted(String.join(", ", users)),
                        "give the host's root CAP_SYS_RESOURCE");
    }

    private static Result idsFree(Answers answers) {
        List<ProcessRow> tree = answers.tree();
        List<String> threads = answers.lines(FROM, "tids");
        if (ownPidNamespace(answers)) {
            answers.lines(TO, "taken");
            return Result.pass("the workload has its own PID namespace");
        }
        Set<String> wanted = new TreeSet<>(wantedIds(tree, threads));
        List<String> taken = answers.lines(TO, "taken").stream()
                .filter(wanted::contains)
                .distinct()
                .toList();
        long highest = wanted.stream().mapToLong(Long::parseLong).max().orElse(0);
        long limit = Long.parseLong(answers.need(TO, "pid-max", answers.target().first("pid-max")));
        if (highest >= limit) {
            return Result.fail(
                    "process id %d is needed, the target allows ids below %d".formatted(highest, limit),
                    "raise kernel.pid_max on the target");
        }
        return taken.isEmpty()
                ? Result.pass("%d ids are free".formatted(wanted.size()))
                : Result.fail(
                        "these process ids are needed but taken: " + some(taken),
                        "end those processes, wait, or run the workload in its own PID namespace");
    }

    private static boolean ownPidNamespace(Answers answers) {
        Map<String, String> host = ProcessOutput.namespaces(answers.source(), 1);
        Map<String, String> own =
                ProcessOutput.namespaces(answers.source(), answers.root().pid());
        if (!host.containsKey("pid") || !own.containsKey("pid")) {
            throw new IllegalArgumentException("no PID namespace is told");
        }
        return !host.get("pid").equals(own.get("pid"));
    }

    /** Ids that a restore takes: processes, threads, groups, sessions. */
    static List<String> wantedIds(List<ProcessRow> tree, List<String> threads) {
        Stream<String> ids = tree.stream()
                .flatMap(row -> Stream.of(row.pid(), row.group(), row.session()))
                .map(String::valueOf);
        return Stream.concat(ids, threads.stream().map(String::strip))
                .distinct()
                .toList();
    }

    private static Result supervisorAtSource(Answers answers) {
        String unit = answers.unit();
        return unit.isEmpty()
                ? Result.pass("no systemd unit looks after it")
                : UnitChecks.atSource(answers, unit, "unit-of");
    }

    private static Result supervisorAtTarget(Answers answers) {
        answers.lines(TO, "init");
        String unit = answers.unit();
        return unit.isEmpty()
                ? Result.pass("no systemd unit looks after it")
                : UnitChecks.atTarget(answers, unit, "unit");
    }
}

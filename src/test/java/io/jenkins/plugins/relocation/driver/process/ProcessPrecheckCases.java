// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static io.jenkins.plugins.relocation.driver.Recorded.changed;
import static io.jenkins.plugins.relocation.driver.Recorded.with;
import static io.jenkins.plugins.relocation.driver.Recorded.without;
import static io.jenkins.plugins.relocation.driver.process.Transcripts.redis;
import static io.jenkins.plugins.relocation.driver.process.Transcripts.tree;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Answers of hosts on which each check of a process tree fails, and on which it cannot tell. */
final class ProcessPrecheckCases {
    private ProcessPrecheckCases() {}

    /** A check, answers on which it fails, what its message says then, and answers on which it cannot tell. */
    record Case(String id, Leg.End end, Answers failing, String message, Answers silent) {
        @Override
        public String toString() {
            return id + " on " + end;
        }
    }

    static Stream<Case> all() {
        List<Case> cases = new ArrayList<>();
        for (Leg.End end : Leg.End.values()) {
            cases.add(part("criu.version", end, "criu", "4.1.1", "Version: 4.1.1"));
            cases.add(part("criu.version", end, "criu", "not installed", "sh: 1: criu: not found"));
            cases.add(part("criu.check", end, "criu-check", "No parent found", "status 1", "mnt: No parent found"));
            cases.add(part("tools", end, "tools", "missing: criu, dd", "missing criu", "missing dd"));
            cases.add(part("state.dir", end, "uid", "user id 1000", "1000"));
            cases.add(part("state.dir", end, "state", "cannot be written", "overlay 264 23 83118164 22% /"));
            cases.add(part("images.room", end, "room", "1 MiB", "tmpfs 3145728 0 1024 0% /run", "type tmpfs"));
            cases.add(part("transfer.packers", end, "wire", "lz4 missing", "zstd", "python3", "processors 2"));
            cases.add(part("images.memory", end, "room", "not in memory", "/dev/vda 3145728 0 3145728 0% /"));
        }
        cases.addAll(hostCases());
        cases.addAll(wireCases());
        cases.addAll(treeCases());
        cases.addAll(ProcessFileCases.all());
        cases.addAll(ConnectedProcessCases.all());
        return cases.stream();
    }

    private static List<Case> hostCases() {
        return List.of(
                part("arch", TO, "uname", "aarch64", "Linux 6.18.44 aarch64"),
                part("cpu.flags", TO, "cpu", "avx2", "flags\t\t: fpu vme"),
                part("kernel", TO, "uname", "5.10 is older", "Linux 5.10.0-1 x86_64"),
                part("lsm", TO, "selinux", "SELinux is enforcing", "1"),
                new Case(
                        "lsm",
                        TO,
                        source(tree(), report -> with(report, "labels", "1 redis (enforce)")),
                        "AppArmor profiles that are not loaded: redis",
                        source(tree(), report -> without(report, "labels"))),
                part("memory.free", TO, "memory", "10 MiB free", "MemAvailable: 10240 kB"),
                part("transfer.path", FROM, "keys", "none of the pinned keys", "10.77.0.12 ssh-rsa AAAA"),
                part("transfer.path", FROM, "keys", "no SSH server", new String[0]));
    }

    private static List<Case> wireCases() {
        TransferPlan plain = TransferPlan.over(TransferPlan.Transport.PLAIN, "migration");
        Answers connected = over(plain, source(tree(), report -> with(report, "plain", "bytes per second 1000")));
        Answers ahead = over(TransferPlan.DEFAULT.copiedAhead(), tree());
        Answers packed = over(TransferPlan.DEFAULT.packed(TransferPlan.Compression.ZSTD, 1, 50), tree());
        return List.of(
                new Case(
                        "transfer.plain",
                        FROM,
                        target(connected, report -> with(report, "wire", "zstd", "processors 2")),
                        "needs python3, which b lacks",
                        target(connected, report -> without(report, "wire"))),
                new Case(
                        "transfer.plain",
                        FROM,
                        source(connected, report -> with(report, "plain", "failed connection refused")),
                        "from 10.77.0.11: connection refused",
                        source(connected, report -> without(report, "plain"))),
                new Case(
                        "transfer.packing",
                        FROM,
                        source(packed, report -> with(report, "wire", "lz4", "processors 2")),
                        "packed by zstd, which a lacks",
                        source(packed, report -> without(report, "wire"))),
                new Case(
                        "transfer.ahead",
                        FROM,
                        source(ahead, report -> with(report, "wire", "lz4", "processors 2")),
                        "copied ahead with python3, which a lacks",
                        source(ahead, report -> without(report, "wire"))));
    }

    private static List<Case> treeCases() {
        Answers none =
                new Answers(tree().leg(), tree().settings(), List.of(), tree().source(), tree().target(), Trouble.NONE);
        Answers foreign = source(tree(), report -> with(report, "caps", "CapEff: 000001fffeffffff"));
        return List.of(
                new Case("workload.found", FROM, none, "matches nothing", source(none, report -> Report.EMPTY)),
                new Case(
                        "workload.session",
                        FROM,
                        source(tree(), report -> changed(report, "fd", "pipe:[", "pipe:[9")),
                        "leads out of the tree",
                        source(tree(), report -> without(report, "fd"))),
                new Case(
                        "workload.session",
                        FROM,
                        terminal(),
                        "has a terminal",
                        source(tree(), report -> without(report, "fdflags"))),
                new Case(
                        "workload.namespaces",
                        FROM,
                        source(
                                tree(),
                                report -> changed(report, "ns", "/proc/1/ns/mnt\tmnt:[", "/proc/1/ns/mnt\tmnt:[1")),
                        "its own mnt namespace",
                        source(tree(), report -> with(report, "ns", new String[0]))),
                new Case(
                        "criu.rights",
                        FROM,
                        source(foreign, report -> changed(report, "status", "Uid:\t0", "Uid:\t105")),
                        "user ids 105",
                        source(tree(), report -> without(report, "caps"))),
                new Case(
                        "pids.free",
                        TO,
                        target(
                                tree(),
                                report -> with(
                                        report,
                                        "taken",
                                        Long.toString(tree().root().pid()))),
                        "needed but taken",
                        target(tree(), report -> without(report, "taken"))),
                new Case(
                        "supervisor",
                        FROM,
                        source(redis(), report -> changed(report, "unit-of", "WatchdogUSec=0", "WatchdogUSec=30s")),
                        "watchdog (30s)",
                        source(redis(), report -> without(report, "unit-of"))),
                new Case(
                        "supervisor",
                        TO,
                        target(redis(), report -> changed(report, "unit", "LoadState=loaded", "LoadState=not-found")),
                        "lab-redis.service is not-found",
                        target(redis(), report -> without(report, "unit"))),
                new Case(
                        "supervisor",
                        TO,
                        target(
                                redis(),
                                report -> changed(report, "unit", "ActiveState=inactive", "ActiveState=active")),
                        "is active",
                        target(redis(), report -> with(report, "unit", "Failed to connect to bus"))));
    }

    static Answers over(TransferPlan transfer, Answers answers) {
        Leg leg = answers.leg();
        return new Answers(
                new Leg(
                        leg.run(),
                        leg.attempt(),
                        leg.epoch(),
                        leg.workload(),
                        leg.from(),
                        leg.to(),
                        transfer,
                        leg.way()),
                answers.settings(),
                answers.roots(),
                answers.source(),
                answers.target(),
                answers.trouble());
    }

    private static Answers terminal() {
        return source(
                tree(),
                report -> with(report, "stat", lines -> lines.stream()
                        .map(line -> line.replaceFirst("(\\) [A-Z] \\d+ \\d+ \\d+) 0 ", "$1 34816 "))
                        .toList()));
    }

    /** A check of one part of a host's answer: these lines fail, no answer is unknown. */
    private static Case part(String id, Leg.End end, String part, String message, String... lines) {
        UnaryOperator<Report> failing = report -> with(report, part, lines);
        UnaryOperator<Report> silent = report -> without(report, part);
        return end == FROM
                ? new Case(id, end, source(tree(), failing), message, source(tree(), silent))
                : new Case(id, end, target(tree(), failing), message, target(tree(), silent));
    }

    static Answers source(Answers answers, UnaryOperator<Report> change) {
        return new Answers(
                answers.leg(),
                answers.settings(),
                answers.roots(),
                change.apply(answers.source()),
                answers.target(),
                Trouble.NONE);
    }

    static Answers target(Answers answers, UnaryOperator<Report> change) {
        return new Answers(
                answers.leg(),
                answers.settings(),
                answers.roots(),
                answers.source(),
                change.apply(answers.target()),
                Trouble.NONE);
    }
}

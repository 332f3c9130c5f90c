// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static io.jenkins.plugins.relocation.driver.Recorded.and;
import static io.jenkins.plugins.relocation.driver.Recorded.changed;
import static io.jenkins.plugins.relocation.driver.Recorded.with;
import static io.jenkins.plugins.relocation.driver.Recorded.without;
import static io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.source;
import static io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.target;
import static io.jenkins.plugins.relocation.driver.process.Transcripts.redis;
import static io.jenkins.plugins.relocation.driver.process.Transcripts.tree;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.Case;
import java.util.ArrayList;
import java.util.List;

/** Answers of hosts on which checks of files and sockets fail, and on which they cannot tell. */
final class ProcessFileCases {
    private static final String OTHER_HASH = "f".repeat(64);

    private ProcessFileCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>(fileCases());
        cases.addAll(socketCases());
        return cases;
    }

    private static List<Case> fileCases() {
        String python = "/usr/bin/python3.13";
        return List.of(
                new Case(
                        "files.binaries",
                        TO,
                        target(tree(), report -> with(report, "hashes", OTHER_HASH + "  " + python)),
                        python + " has another content",
                        target(tree(), report -> without(report, "hashes"))),
                new Case(
                        "files.binaries",
                        TO,
                        source(tree(), report -> with(report, "stale", python + " (deleted)")),
                        "replaced since it started",
                        source(tree(), report -> with(report, "hashes", "sha256sum: not found"))),
                new Case(
                        "files.open",
                        TO,
                        source(tree(), report -> with(report, "open-hashes", OTHER_HASH + "  /etc/app.conf")),
                        "/etc/app.conf is missing",
                        target(tree(), report -> without(report, "files"))),
                new Case(
                        "files.in-use",
                        TO,
                        target(tree(), report -> with(report, "in-use", "/srv/tree/log")),
                        "/srv/tree/log",
                        target(tree(), report -> without(report, "in-use"))),
                new Case(
                        "files.room",
                        TO,
                        source(tree(), report -> with(report, "data", "99999999999999\t/run/tree.pid")),
                        "are needed",
                        target(tree(), report -> without(report, "room-data"))),
                new Case(
                        "files.room",
                        TO,
                        source(tree(), report -> with(report, "data", "-\t/srv/nothing")),
                        "/srv/nothing does not exist",
                        target(tree(), report -> with(report, "room-data", "nonsense"))),
                new Case(
                        "paths",
                        TO,
                        target(tree(), report -> with(report, "dirs", "/elsewhere")),
                        "missing directories: /",
                        target(tree(), report -> without(report, "dirs"))));
    }

    private static List<Case> socketCases() {
        return List.of(
                new Case(
                        "tcp.policy",
                        FROM,
                        connected(),
                        "tcp is refuse",
                        source(tree(), report -> without(report, "tcp"))),
                new Case(
                        "tcp.policy",
                        FROM,
                        connected(),
                        "1 TCP connections",
                        source(tree(), report -> with(report, "tcp", "0: zz:zz zz:zz 01 0 0 0 0 0 1"))),
                new Case(
                        "ports.free",
                        TO,
                        target(
                                tree(),
                                report -> with(
                                        report,
                                        "tcp",
                                        tree().source().lines("tcp").toArray(String[]::new))),
                        "taken on the target: tcp 0.0.0.0:7001",
                        target(tree(), report -> without(report, "tcp6"))),
                new Case(
                        "ports.free",
                        TO,
                        source(tree(), report -> changed(report, "tcp", "00000000:1B59", "0B004D0A:1B59")),
                        "addresses that the target does not have: tcp 10.77.0.11:7001",
                        target(tree(), report -> without(report, "addresses"))),
                new Case(
                        "files.unsupported",
                        FROM,
                        source(tree(), report -> changed(report, "fd", "/dev/null", "anon_inode:[io_uring]")),
                        "io_uring",
                        source(tree(), report -> without(report, "unix"))),
                new Case(
                        "files.unsupported",
                        FROM,
                        source(tree(), report -> with(report, "deleted", "99999999\t/proc/1/fd/4")),
                        "deleted file of 95 MiB",
                        source(tree(), report -> without(report, "deleted"))),
                new Case(
                        "files.unsupported",
                        FROM,
                        source(redis(), report -> with(report, "unit-of", new String[0])),
                        "connected to a process outside the tree",
                        source(redis(), report -> without(report, "unix-peers"))),
                new Case(
                        "sockets.peers",
                        TO,
                        logging(),
                        "/run/systemd/journal/dev-log",
                        target(logging(), report -> without(report, "sockets"))));
    }

    /** Has a connected client: the listening socket's line, established. */
    static Answers connected() {
        return source(
                tree(),
                report -> changed(report, "tcp", "00000000:1B59 00000000:0000 0A", "00000000:1B59 0C004D0A:9999 01"));
    }

    /** Sends to the log's socket. */
    private static Answers logging() {
        long inode = 990001;
        long log = 990002;
        return source(tree(), report -> {
            Report fd = and(
                    report,
                    "fd",
                    "/proc/%d/fd/20\tsocket:[%d]".formatted(tree().root().pid(), inode));
            Report unix = with(
                    fd,
                    "unix",
                    "0000: 00000002 00000000 00000000 0002 01 " + inode,
                    "0000: 00000002 00000000 00000000 0002 03 %d /run/systemd/journal/dev-log".formatted(log));
            return with(unix, "unix-peers", "u_dgr ESTAB 0 0 * %d * %d".formatted(inode, log));
        });
    }
}

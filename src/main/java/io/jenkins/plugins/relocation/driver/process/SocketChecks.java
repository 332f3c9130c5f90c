// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.Descriptors;
import io.jenkins.plugins.relocation.driver.Descriptors.Descriptor;
import io.jenkins.plugins.relocation.driver.Saveable;
import io.jenkins.plugins.relocation.driver.Sockets;
import io.jenkins.plugins.relocation.driver.Sockets.Internet;
import io.jenkins.plugins.relocation.driver.Sockets.Unix;
import io.jenkins.plugins.relocation.driver.TcpChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks of sockets and of other things that may be open. */
final class SocketChecks {
    private SocketChecks() {}

    static List<Check<Answers>> table() {
        return List.of(
                required("tcp.policy", FROM, SocketChecks::tcpPolicy),
                required("ports.free", TO, SocketChecks::portsFree),
                required("files.unsupported", FROM, SocketChecks::unsupported),
                required("sockets.peers", TO, SocketChecks::peers));
    }

    /** TCP and UDP sockets of the workload. */
    private static List<Internet> own(Answers answers) {
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            answers.lines(FROM, table);
        }
        Set<Long> inodes = answers.descriptors().sockets();
        return Sockets.internet(answers.source()).stream()
                .filter(socket -> inodes.contains(socket.inode()))
                .toList();
    }

    private static Result tcpPolicy(Answers answers) {
        return TcpChecks.policy(answers.settings().tcp(), own(answers), answers.cable());
    }

    private static Result portsFree(Answers answers) {
        if (answers.movesAddress()) {
            answers.lines(TO, "uname");
            return Result.pass("ports are those of its own address");
        }
        List<Internet> wanted = own(answers).stream()
                .filter(socket -> !socket.connected() && socket.port() != 0)
                .toList();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6", "addresses")) {
            answers.lines(TO, table);
        }
        List<Internet> bound = Sockets.internet(answers.target()).stream()
                .filter(socket -> socket.listens() || !socket.tcp())
                .toList();
        List<String> taken = wanted.stream()
                .filter(socket -> bound.stream().anyMatch(socket::collides))
                .map(Internet::describe)
                .distinct()
                .toList();
        if (!taken.isEmpty()) {
            return Result.fail("taken on the target: " + some(taken), "stop what uses these ports there");
        }
        List<String> absent = wanted.stream()
                .filter(socket -> !has(answers, socket))
                .map(Internet::describe)
                .distinct()
                .toList();
        return absent.isEmpty()
                ? Result.pass("%d bound ports are free".formatted(wanted.size()))
                : Result.fail(
                        "the workload is bound to addresses that the target does not have: " + some(absent),
                        "bind it to all addresses");
    }

    private static boolean has(Answers answers, Internet socket) {
        return socket.address().isAnyLocalAddress()
                || socket.address().isLoopbackAddress()
                || answers.lines(TO, "addresses").contains(socket.address().getHostAddress());
    }

    private static Result unsupported(Answers answers) {
        Descriptors descriptors = answers.descriptors();
        for (String part : List.of("deleted", "unix", "netlink", "packet", "raw")) {
            answers.lines(FROM, part);
        }
        List<String> problems = new ArrayList<>();
        descriptors.all().stream()
                .filter(each -> !Saveable.target(each.target()))
                .forEach(each -> problems.add(each.describe()));
        Saveable.tooLarge(answers.lines(FROM, "deleted")).forEach(problems::add);
        answers.lines(FROM, "sysv").forEach(name -> problems.add("System V shared memory " + name));
        problems.addAll(foreignSockets(answers, descriptors));
        return problems.isEmpty()
                ? Result.pass("%d descriptors can be saved"
                        .formatted(descriptors.all().size()))
                : Result.fail(
                        some(problems.stream().distinct().toList()),
                        "let the workload close them: CRIU cannot save io_uring, devices, large deleted files and sockets to other processes");
    }

    private static List<String> foreignSockets(Answers answers, Descriptors descriptors) {
        Map<Long, Unix> unix = Sockets.unix(answers.source()).stream()
                .collect(Collectors.toMap(Unix::inode, Function.identity(), (a, b) -> a));
        Set<Long> known =
                Sockets.internet(answers.source()).stream().map(Internet::inode).collect(Collectors.toSet());
        Set<Long> others = Sockets.others(answers.source());
        List<String> problems = new ArrayList<>();
        for (Descriptor each : descriptors.all()) {
            if (!each.socket() || known.contains(each.inode()) || others.contains(each.inode())) {
                continue;
            }
            Unix socket = unix.get(each.inode());
            if (socket == null) {
                problems.add(each.describe() + " is a socket of a kind that cannot be saved, or unconnected");
            } else if (leadsOut(answers, descriptors, socket) && !journal(answers, each)) {
                problems.add(each.describe() + " is connected to a process outside the tree");
            }
        }
        return problems;
    }

    private static boolean leadsOut(Answers answers, Descriptors descriptors, Unix socket) {
        if (!socket.stream() || !socket.connected()) {
            return false;
        }
        answers.lines(FROM, "unix-peers");
        return Sockets.peer(answers.source(), socket.inode())
                .map(peer -> !descriptors.sockets().contains(peer))
                .orElseThrow(() -> new Check.NoAnswer(
                        "who is at the other end of Unix socket %d is not known".formatted(socket.inode()),
                        "install ss (iproute2) on the source"));
    }

    /** What systemd gives a service for its output: replaced by the target's when the unit is restored there. */
    private static boolean journal(Answers answers, Descriptor descriptor) {
        boolean output = answers.descriptors().all().stream()
                .anyMatch(each -> each.pid() == answers.root().pid()
                        && (each.number() == 1 || each.number() == 2)
                        && each.inode() == descriptor.inode());
        return output && !answers.unit().isEmpty();
    }

    private static Result peers(Answers answers) {
        List<String> wanted = peerPaths(answers);
        List<String> there = answers.lines(TO, "sockets");
        List<String> missing =
                wanted.stream().filter(path -> !there.contains(path)).toList();
        return missing.isEmpty()
                ? Result.pass("%d Unix sockets that it sends to are there".formatted(wanted.size()))
                : Result.fail("missing Unix sockets: " + some(missing), "start what listens there on the target");
    }

    /** Paths of the Unix sockets outside the tree that it sends single messages to, such as the log's. */
    static List<String> peerPaths(Answers answers) {
        Descriptors descriptors = answers.descriptors();
        answers.lines(FROM, "unix");
        List<Unix> unix = Sockets.unix(answers.source());
        return unix.stream()
                .filter(socket -> !socket.stream() && descriptors.sockets().contains(socket.inode()))
                .flatMap(socket -> Sockets.peer(answers.source(), socket.inode()).stream())
                .filter(peer -> !descriptors.sockets().contains(peer))
                .flatMap(peer -> unix.stream().filter(socket -> socket.inode() == peer))
                .map(Unix::path)
                .filter(path -> path.startsWith("/"))
                .distinct()
                .toList();
    }
}

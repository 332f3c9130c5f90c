// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.HostReadings;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sockets;
import io.jenkins.plugins.relocation.spi.Discovered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what looks like a service: leaders of sessions without a terminal that listen on a port or belong to a unit. */
final class ProcessDiscovery {
    /** What belongs to the host itself, by the kernel's short name. */
    private static final Set<String> OF_THE_HOST = Set.of(
            "init",
            "systemd",
            "sshd",
            "dbus-daemon",
            "dbus-broker",
            "dbus-broker-lau",
            "agetty",
            "login",
            "cron",
            "crond",
            "rsyslogd",
            "udevd",
            "chronyd",
            "ntpd",
            "polkitd",
            "auditd",
            "podman",
            "conmon",
            "netavark",
            "aardvark-dns",
            "criu");

    private static final int NAME_LENGTH = 40;
    private static final int ARGS = 3;

    private final Report report;
    private final ProcessTable table;
    private final Map<Long, Long> memory = new HashMap<>();
    private final Map<Long, Set<Long>> sockets = new HashMap<>();
    private final Map<Long, String> units;
    private final List<Sockets.Internet> listening;

    private ProcessDiscovery(Report report) {
        this.report = report;
        this.table = ProcessTable.of(report);
        this.units = units(report);
        this.listening = Sockets.internet(report).stream()
                .filter(Sockets.Internet::listens)
                .toList();
        readMemory();
        readSockets();
    }

    static List<Discovered> of(Report report) {
        return new ProcessDiscovery(report).found();
    }

    private List<Discovered> found() {
        List<Discovered> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ProcessRow row : table.rows()) {
            List<ProcessRow> tree = table.tree(row.pid());
            List<Integer> ports = ports(tree);
            boolean service = units.containsKey(row.pid()) || !ports.isEmpty();
            if (mayMove(row) && service) {
                found.add(discovered(row, tree, ports, names));
            }
        }
        return found;
    }

    private static boolean mayMove(ProcessRow row) {
        return row.pid() == row.session()
                && row.pid() > 1
                && row.terminal() == 0
                && !row.zombie()
                && !row.executable().isEmpty()
                && !row.name().startsWith("systemd-")
                && !row.name().startsWith("sshd")
                && !OF_THE_HOST.contains(row.name());
    }

    private Discovered discovered(ProcessRow row, List<ProcessRow> tree, List<Integer> ports, Set<String> names) {
        long bytes = tree.stream()
                .mapToLong(each -> memory.getOrDefault(each.pid(), 0L))
                .sum();
        return new Discovered(
                name(row, ports, names),
                ProcessDriverFactory.ID,
                settings(row),
                "%s, %d %s, %d MiB"
                        .formatted(
                                row.commandLine(),
                                tree.size(),
                                tree.size() == 1 ? "process" : "processes",
                                bytes >> 20),
                bytes,
                tree.stream().map(ProcessRow::pid).toList(),
                ports);
    }

    private Map<String, Object> settings(ProcessRow row) {
        String unit = units.get(row.pid());
        if (unit != null) {
            return Map.of("unit", unit);
        }
        String program = row.program().startsWith("/") ? row.program() : row.executable();
        List<String> args = Stream.of(row.commandLine().split(" "))
                .skip(1)
                .filter(word -> !word.isBlank())
                .limit(ARGS)
                .toList();
        return args.isEmpty() ? Map.of("command", program) : Map.of("command", program, "args", args);
    }

    private String name(ProcessRow row, List<Integer> ports, Set<String> taken) {
        String unit = units.getOrDefault(row.pid(), "");
        String base = (unit.isEmpty() ? row.name() : unit.replace(".service", "")).replaceAll("[^A-Za-z0-9_.-]", "-");
        base = base.replaceAll("^[^A-Za-z0-9]+", "");
        base = base.isEmpty() ? "process" : base.substring(0, Math.min(base.length(), NAME_LENGTH));
        if (taken.add(base)) {
            return base;
        }
        String longer = base + "-" + (ports.isEmpty() ? row.pid() : ports.get(0));
        return taken.add(longer) ? longer : base + "-" + row.pid();
    }

    private List<Integer> ports(List<ProcessRow> tree) {
        Set<Long> inodes = tree.stream()
                .flatMap(row -> sockets.getOrDefault(row.pid(), Set.of()).stream())
                .collect(Collectors.toSet());
        return Sockets.listeningPorts(listening.stream().filter(socket -> inodes.contains(socket.inode())));
    }

    private void readMemory() {
        for (String line : report.lines("status")) {
            ProcessTable.pidIn(line)
                    .ifPresent(pid ->
                            memory.put(pid, HostReadings.memoryBytes(new Report(Map.of("status", List.of(line))))));
        }
    }

    private void readSockets() {
        for (String line : report.lines("sockets")) {
            String[] words = line.split("\t", 2);
            String inode = line.replaceAll(".*socket:\\[(\\d+)]$", "$1");
            ProcessTable.pidIn(words[0]).filter(pid -> inode.matches("\\d+")).ifPresent(pid -> sockets.computeIfAbsent(
                            pid, key -> new HashSet<>())
                    .add(Long.parseLong(inode)));
        }
    }

    /** Units by the id of their main process. */
    private static Map<Long, String> units(Report report) {
        Map<Long, String> units = new TreeMap<>();
        Map<String, String> unit = new HashMap<>();
        for (String line : report.lines("units")) {
            String[] words = line.split("=", 2);
            unit.put(words[0], words.length > 1 ? words[1] : "");
            if (unit.keySet().containsAll(Set.of("MainPID", "Id"))) {
                if (unit.get("MainPID").matches("[1-9][0-9]*")) {
                    units.put(Long.parseLong(unit.get("MainPID")), unit.get("Id"));
                }
                unit.clear();
            }
        }
        return units;
    }
}

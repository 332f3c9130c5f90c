// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code ps}: the processes of partitions and clogin sessions, in the full format ({@code -f}) or with columns of one's own ({@code -o}).
 * Processes of the shell itself are asked of the real system.
 */
final class ProcessListing {
    private static final int CLOGIN = 5_111_808;
    private static final Map<String, String> HEADINGS = Map.of(
            "pid", "PID", "ppid", "PPID", "vsz", "VSZ", "pcpu", "%CPU", "args", "COMMAND", "user", "USER", "time",
            "TIME");

    private record Row(String pid, long kilobytes, int percent, String tty, String command) {
        String value(String column) {
            return switch (column) {
                case "pid" -> pid;
                case "ppid" -> "1";
                case "vsz" -> Long.toString(kilobytes);
                case "pcpu" -> "%d.0".formatted(percent);
                case "user" -> "root";
                case "time" -> "0:07";
                default -> command;
            };
        }
    }

    private ProcessListing() {}

    static Answer of(AixMachine machine, List<String> argv) {
        Flags flags = Flags.of(argv, "AadefklMnNTXg:G:o:p:P:t:u:U:@:").simulating("Aaefo@");
        List<Row> rows = new ArrayList<>();
        List<Wpar> asked = flags.has("@")
                ? List.of(DefiningCommands.named(machine, "ps", flags.value("@").orElseThrow()))
                : List.copyOf(machine.wpars());
        for (Wpar wpar : asked) {
            wpar.work()
                    .ifPresent(
                            work -> rows.add(application(wpar, work.identity().split(" ")[0])));
            if (wpar.hasSession() && !flags.has("@")) {
                rows.add(new Row(Integer.toString(CLOGIN), 412, 0, "pts/1", "clogin " + wpar.name()));
            }
        }
        return Answer.ok(
                flags.has("o") ? chosen(List.of(flags.value("o").orElseThrow().split(",")), rows) : full(rows));
    }

    private static Row application(Wpar wpar, String pid) {
        return new Row(
                pid,
                Math.max(512, 1024L * AixMachine.number(wpar.spec(), "sim.memory")),
                AixMachine.number(wpar.spec(), "sim.cpu"),
                "-",
                wpar.spec().isSystem()
                        ? "/usr/local/bin/counter -d /var/counter"
                        : wpar.spec().application());
    }

    private static String chosen(List<String> columns, List<Row> rows) {
        Map<String, String> heading = new TreeMap<>();
        for (String column : columns) {
            if (!HEADINGS.containsKey(column)) {
                throw new Refused("ps: not simulated: -o " + column);
            }
            heading.put(column, HEADINGS.get(column));
        }
        StringBuilder out = new StringBuilder(line(columns, heading));
        rows.forEach(row ->
                out.append(line(columns, columns.stream().collect(Collectors.toMap(column -> column, row::value)))));
        return out.toString();
    }

    private static String line(List<String> columns, Map<String, String> values) {
        return columns.stream()
                        .map(column -> column.equals("args") ? values.get(column) : "%8s".formatted(values.get(column)))
                        .collect(Collectors.joining(" "))
                + "\n";
    }

    private static String full(List<Row> rows) {
        StringBuilder out = new StringBuilder("     UID     PID    PPID   C    STIME    TTY  TIME CMD\n");
        rows.forEach(row -> out.append("    root %7s %7d   %d   Nov 20 %6s  0:07 %s%n"
                .formatted(row.pid(), 1, row.percent(), row.tty(), row.command())));
        return out.toString();
    }
}

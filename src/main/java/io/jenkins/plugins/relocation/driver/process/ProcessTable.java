// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.process.ProcessSettings.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Processes of a host by their ids, in the order in which the host named them.
 *
 * @param rows never with the same id twice
 */
record ProcessTable(List<ProcessRow> rows) {
    private static final Pattern STAT = Pattern.compile("(\\d+) \\((.*)\\) ([A-Za-z]) (.*)");
    private static final int PARENT = 0;
    private static final int GROUP = 1;
    private static final int SESSION = 2;
    private static final int TERMINAL = 3;
    private static final int START = 18;
    private static final int RESIDENT = 20;

    ProcessTable {
        rows = List.copyOf(rows);
    }

    /** Reads the parts stat, exe and args. Lines that make no sense are left out: such a process is not known. */
    static ProcessTable of(Report report) {
        Map<Long, String> executables = new HashMap<>();
        for (String line : report.lines("exe")) {
            String[] words = line.split("\t", 2);
            pidIn(words[0]).ifPresent(pid -> executables.put(pid, words.length > 1 ? words[1] : ""));
        }
        Map<Long, List<String>> arguments = new HashMap<>();
        for (String line : report.lines("args")) {
            int colon = line.indexOf(':');
            pidIn(line).ifPresent(pid -> arguments
                    .computeIfAbsent(pid, key -> new ArrayList<>())
                    .add(line.substring(colon + 1)));
        }
        Map<Long, ProcessRow> rows = new LinkedHashMap<>();
        for (String line : report.lines("stat")) {
            row(line, executables, arguments).ifPresent(row -> rows.put(row.pid(), row));
        }
        return new ProcessTable(List.copyOf(rows.values()));
    }

    private static Optional<ProcessRow> row(
            String line, Map<Long, String> executables, Map<Long, List<String>> arguments) {
        Matcher stat = STAT.matcher(line);
        if (!stat.matches()) {
            return Optional.empty();
        }
        String[] fields = stat.group(4).split(" ");
        if (fields.length <= RESIDENT) {
            return Optional.empty();
        }
        long pid = Long.parseLong(stat.group(1));
        return Optional.of(new ProcessRow(
                pid,
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[GROUP]),
                Long.parseLong(fields[SESSION]),
                Long.parseLong(fields[TERMINAL]),
                stat.group(3).charAt(0),
                Long.parseLong(fields[START]),
                Long.parseLong(fields[RESIDENT]),
                stat.group(2),
                executables.getOrDefault(pid, ""),
                arguments.getOrDefault(pid, List.of())));
    }

    /** The id in a path such as {@code /proc/42/exe}. */
    static Optional<Long> pidIn(String path) {
        Matcher matcher = Pattern.compile("^/proc/(\\d+)/").matcher(path);
        return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    Optional<ProcessRow> find(long pid) {
        return rows.stream().filter(row -> row.pid() == pid).findFirst();
    }

    /** The roots of the trees that a selector matches: matching processes whose parent does not match. */
    List<ProcessRow> roots(Selector selector) {
        List<ProcessRow> matching = rows.stream()
                .filter(row -> !row.zombie() && matches(selector, row))
                .toList();
        Set<Long> ids = matching.stream().map(ProcessRow::pid).collect(Collectors.toSet());
        return matching.stream().filter(row -> !ids.contains(row.parent())).toList();
    }

    private static boolean matches(Selector selector, ProcessRow row) {
        if (selector instanceof Selector.ByCommand command) {
            boolean program =
                    row.executable().equals(command.path()) || row.program().equals(command.path());
            return program && command.args().stream().allMatch(row.commandLine()::contains);
        }
        // The host has looked up the process already.
        return true;
    }

    /** A process and everything below it, parents first. */
    List<ProcessRow> tree(long root) {
        List<ProcessRow> tree = new ArrayList<>(find(root).stream().toList());
        for (int i = 0; i < tree.size(); i++) {
            long parent = tree.get(i).pid();
            rows.stream().filter(row -> row.parent() == parent).forEach(tree::add);
        }
        return tree;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the parts of reports. What is missing or makes no sense is empty, never a guess. */
final class ProcessOutput {
    private static final Pattern FILE = Pattern.compile("(\\d+) (\\d+) (\\d+) (\\d+)\\t(.*)");

    private ProcessOutput() {}

    /** Sizes and modes by path; a path without a regular file is missing. */
    static Map<String, FileState> files(Report report) {
        return report.lines("files").stream()
                .map(FILE::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(
                        found -> found.group(5),
                        found -> new FileState(Long.parseLong(found.group(1)), found.group(2)),
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    /**
     * A regular file.
     *
     * @param size bytes
     * @param mode permissions in octal
     */
    record FileState(long size, String mode) {}

    /** Namespaces of a process by their kind. */
    static Map<String, String> namespaces(Report report, long pid) {
        String start = "/proc/%d/ns/".formatted(pid);
        return report.lines("ns").stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).split("\t", 2))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> words[0], words -> words[1], (a, b) -> a));
    }

    /** What lines "PATH TARGET" of the part dirs lead to. */
    static List<String> directories(Report report, String kind) {
        return report.lines("dirs").stream()
                .map(line -> line.split("\t", 2))
                .filter(words -> words.length == 2 && words[0].endsWith("/" + kind))
                .map(words -> words[1])
                .distinct()
                .toList();
    }
}

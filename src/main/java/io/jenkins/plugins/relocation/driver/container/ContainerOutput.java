// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.driver.NetworkReadings;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.spi.CommandResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the parts of reports about containers. What is missing or makes no sense is empty, never a guess. */
final class ContainerOutput {
    private static final Pattern RUNNING = Pattern.compile("running (\\d+) (\\d+)");

    private static final String SECTION = "@@@ ";

    private ContainerOutput() {}

    /** The running container; empty: none runs, or what is told of it is incomplete. */
    static Optional<Container> container(Report report) {
        Optional<Matcher> running = report.first("found").map(RUNNING::matcher).filter(Matcher::matches);
        Optional<JsonNode> config = NetworkReadings.json(report, "config");
        Optional<String> bundle = report.first("bundle");
        if (running.isEmpty()
                || bundle.isEmpty()
                || config.isEmpty()
                || !report.has("cgroup")
                || !report.has("v1")
                || !report.has("cgroupfs")) {
            return Optional.empty();
        }
        return Optional.of(new Container(
                Long.parseLong(running.get().group(1)),
                Long.parseLong(running.get().group(2)),
                bundle.get(),
                config.get(),
                cgroup(report),
                hiddenCgroups(report),
                podman(report),
                NetworkReadings.cable(report)));
    }

    /** What Podman says about it; empty: Podman does not run it. */
    private static Optional<Podman> podman(Report report) {
        return NetworkReadings.elements(report, "podman").findFirst().map(Podman::of);
    }

    /** CRIU looks for every hierarchy that a process has, also where only that of version 2 is mounted. */
    private static boolean hiddenCgroups(Report report) {
        return !report.lines("v1").isEmpty() && report.lines("cgroupfs").contains("cgroup2fs");
    }

    private static String cgroup(Report report) {
        return report.lines("cgroup").stream()
                .filter(line -> line.startsWith("0::/") && line.length() > "0::/".length())
                .map(line -> line.substring("0::".length()))
                .findFirst()
                .orElse("");
    }

    /** Ids of processes, in the order in which the host named them. */
    static List<Long> processes(Report report) {
        return report.lines("stat").stream()
                .map(line -> line.split(" ", 2)[0])
                .filter(word -> word.matches("[1-9]\\d{0,9}"))
                .map(Long::parseLong)
                .toList();
    }

    /** Reports of several containers by "RUNTIME NAME". One that was cut is left out. */
    static Map<String, Report> sections(CommandResult result) {
        Map<String, StringBuilder> texts = new LinkedHashMap<>();
        String last = "";
        for (String line : result.lines()) {
            if (line.startsWith(SECTION)) {
                last = line.substring(SECTION.length());
                texts.putIfAbsent(last, new StringBuilder());
            } else if (texts.containsKey(last)) {
                texts.get(last).append(line).append('\n');
            }
        }
        if (result.truncated()) {
            texts.remove(last);
        }
        Map<String, Report> sections = new LinkedHashMap<>();
        texts.forEach((name, text) -> sections.put(name, Report.of(new CommandResult(0, text.toString(), "", false))));
        return sections;
    }

    /** Versions of runtimes by their names. */
    static Map<String, String> runtimes(List<String> lines) {
        return lines.stream()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> words[0], words -> words[1], (a, b) -> a, TreeMap::new));
    }
}

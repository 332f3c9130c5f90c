// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.ImageSighting;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.driver.process.ProcessSettings.Selector;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells from what the host script observed what a host shows of a process tree. */
final class HostState {
    private HostState() {}

    /**
     * Reads what the host script observed: what every leg of the attempt recorded there, and who else could be the workload.
     * Two things that cannot be true together make the state unknown.
     */
    static Sighting of(Report report, Selector selector) {
        if (!report.has("legs") || !report.has("own") || !report.has("stat")) {
            return Sighting.unknown("the answer is incomplete");
        }
        Set<State> states = new TreeSet<>();
        for (String line : report.lines("legs")) {
            String[] words = line.split(" ");
            if (words.length != 5) {
                return Sighting.unknown("the answer makes no sense: " + line);
            }
            add(states, words[2]);
            add(states, words[4]);
        }
        Set<String> own = own(report);
        List<ProcessRow> others = ProcessTable.of(report).roots(selector).stream()
                .filter(row -> !own.contains(row.identity()))
                .filter(row -> isExpected(report, row))
                .toList();
        others.forEach(row -> states.add(row.frozen() ? State.FROZEN : State.RUNNING));
        return new Sighting(others.size() <= 1 ? Sighting.together(states) : State.UNKNOWN, detail(report, others));
    }

    /** The same of a workload that keeps its connections, whose original is held as its image. */
    static Sighting ofConnected(Report report, Selector selector, Leg leg, Leg.End end) {
        if (!report.has("own") || !report.has("stat")) {
            return Sighting.unknown("the answer is incomplete");
        }
        Set<String> copies = ImageSighting.stagedCopy(report) ? own(report) : Set.of();
        List<ProcessRow> seen = ProcessTable.of(report).roots(selector).stream()
                .filter(row -> !copies.contains(row.identity()))
                .filter(row -> isExpected(report, row))
                .toList();
        Set<State> states = seen.size() > 1
                ? Set.of(State.UNKNOWN)
                : seen.stream()
                        .map(row -> row.frozen() ? State.FROZEN : State.RUNNING)
                        .collect(Collectors.toSet());
        return ImageSighting.of(report, leg, end, states, seen.isEmpty() ? "no process of it" : describe(seen));
    }

    private static Set<String> own(Report report) {
        return report.lines("own").stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length >= 2)
                .map(words -> words[0] + " " + words[1])
                .collect(Collectors.toSet());
    }

    /** A pid file may name a process that got the id by chance. Where a leg is open, the executable is known. */
    private static boolean isExpected(Report report, ProcessRow row) {
        List<String> expected = report.lines("expected");
        return expected.isEmpty() || expected.contains(row.executable());
    }

    private static void add(Set<State> states, String word) {
        switch (word) {
            case "gone", "waiting" -> {}
            case "running" -> states.add(State.RUNNING);
            case "frozen" -> states.add(State.FROZEN);
            case "staged" -> states.add(State.STAGED);
            // Some processes run and some do not, or a restore is at work: not to be called anything yet.
            default -> states.add(State.UNKNOWN);
        }
    }

    private static String detail(Report report, List<ProcessRow> others) {
        String legs = String.join("; ", report.lines("legs"));
        String found = describe(others);
        if (legs.isEmpty() && found.isEmpty()) {
            return "nothing of it is there";
        }
        return legs + (legs.isEmpty() || found.isEmpty() ? "" : "; ") + found;
    }

    private static String describe(List<ProcessRow> rows) {
        return rows.stream()
                .map(row -> "process %d (%c) %s".formatted(row.pid(), row.state(), row.commandLine()))
                .collect(Collectors.joining("; "));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.model.Phase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what runs of the matrix came to. Thread-safe. */
final class Tally {
    private record Key(String driver, String phase, String fault) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byDriver = driver.compareTo(other.driver);
            int byPhase = Integer.compare(order(phase), order(other.phase));
            return byDriver != 0 ? byDriver : byPhase != 0 ? byPhase : fault.compareTo(other.fault);
        }

        private static int order(String phase) {
            return phase.isEmpty()
                    ? Phase.values().length
                    : Phase.valueOf(phase).ordinal();
        }
    }

    /** A run that went wrong. */
    record Wrong(Cell cell, Outcome outcome) {
        @Override
        public String toString() {
            return "%s%n    %s%n    %s".formatted(cell, String.join("; ", outcome.violations()), outcome.report());
        }
    }

    private final Map<Key, Map<Outcome.End, Integer>> counts = new TreeMap<>();
    private final List<Wrong> wrong = new ArrayList<>();

    synchronized void add(Cell cell, Outcome outcome) {
        String fault = cell.faults().size() == 1 ? cell.faults().get(0).fault().name() : "two faults";
        counts.computeIfAbsent(
                        new Key(cell.subject().id(), outcome.phase(), fault), key -> new EnumMap<>(Outcome.End.class))
                .merge(outcome.end(), 1, Integer::sum);
        if (!outcome.violations().isEmpty()) {
            wrong.add(new Wrong(cell, outcome));
        }
    }

    synchronized List<Wrong> wrong() {
        return List.copyOf(wrong);
    }

    synchronized int runs() {
        return counts.values().stream()
                .flatMap(each -> each.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** As a table of Markdown. */
    synchronized String table() {
        StringBuilder out = new StringBuilder(
                "| driver | phase | fault | runs | committed | rolled back | needs operator (allowed) | left to the hosts | violations |\n"
                        + "|---|---|---|---|---|---|---|---|---|\n");
        counts.forEach((key, ends) -> {
            int runs = ends.values().stream().mapToInt(Integer::intValue).sum();
            out.append("| %s | %s | %s | %d |"
                    .formatted(
                            key.driver(),
                            key.phase().isEmpty() ? "(not reached)" : key.phase(),
                            key.fault().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                            runs));
            for (Outcome.End end : Outcome.End.values()) {
                out.append(" %d |".formatted(ends.getOrDefault(end, 0)));
            }
            out.append('\n');
        });
        return out.toString();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts the places that a run comes to, and says which fault is due at one. */
final class Injector {
    /**
     * One fault of a run.
     *
     * @param point where
     * @param fault what
     */
    record Planned(Point point, Fault fault) {
        @Override
        public String toString() {
            return fault + "@" + point;
        }

        static Planned parse(String text) {
            String[] words = text.split("@", 2);
            return new Planned(Point.parse(words[1]), Fault.valueOf(words[0]));
        }
    }

    /** A place and the phase that the move was in. */
    record Seen(Point point, String phase) {}

    private final List<Planned> planned;
    private final List<Seen> seen = new ArrayList<>();
    private final List<Planned> fired = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> lost = new HashSet<>();
    private String phase = "PLANNED";

    Injector(List<Planned> planned) {
        this.planned = List.copyOf(planned);
    }

    synchronized void phase(String now) {
        phase = now;
    }

    /** The fault that is due here. */
    synchronized Optional<Fault> at(Point.Kind kind, String host, String name) {
        int number = numbers.merge(kind + host + name, 1, Integer::sum);
        Point point = new Point(kind, host, name, number);
        seen.add(new Seen(point, phase));
        Optional<Planned> due =
                planned.stream().filter(each -> each.point().equals(point)).findFirst();
        due.ifPresent(fired::add);
        return due.map(Planned::fault);
    }

    /** A host is gone for good: no other fault brings it back. */
    synchronized void lose(String host) {
        lost.add(host);
    }

    synchronized boolean isLost(String host) {
        return lost.contains(host);
    }

    synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    synchronized List<Planned> fired() {
        return List.copyOf(fired);
    }
}

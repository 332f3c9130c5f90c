// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.spi.Observation.State;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells from what the host script observed what a host shows of a partition. */
final class HostState {
    private static final String NONE = "none";
    private static final String YES = "yes";
    private static final String NO = "no";

    private HostState() {}

    /**
     * Reads what the host script observed: the letter of the partition's state, and what the legs of the attempt recorded there.
     * A letter that is not known, and one that tells of an operation of AIX, make it unknown.
     */
    static Sighting of(Report report, String wpar) {
        if (!report.has("legs")
                || !report.has("lswpar")
                || !report.lines("told").equals(List.of(YES))) {
            return Sighting.unknown("lswpar does not answer, or the answer is incomplete");
        }
        List<Map<String, String>> legs =
                report.lines("legs").stream().map(HostState::words).toList();
        String letter;
        try {
            Listing listing = Listing.of(report.lines("lswpar"));
            if (!report.lines("lswpar").isEmpty() && !listing.tells("name", "state")) {
                return Sighting.unknown("lswpar shows no columns name and state, but " + listing.columns());
            }
            letter = listing.first("name", wpar)
                    .map(row -> row.getOrDefault("state", ""))
                    .orElse(NONE);
        } catch (IllegalArgumentException e) {
            return Sighting.unknown("the answer makes no sense: " + e.getMessage());
        }
        return new Sighting(state(letter, legs), detail(wpar, letter, legs));
    }

    private static State state(String letter, List<Map<String, String>> legs) {
        boolean original = legs.stream().anyMatch(leg -> is(leg, "role", "from") && is(leg, "frozen", YES));
        return switch (letter) {
            case "A" -> State.RUNNING;
            case "P" -> original || legs.stream().noneMatch(HostState::isCopy) ? State.FROZEN : State.STAGED;
            case "D", NONE -> stopped(legs);
            default -> State.UNKNOWN;
        };
    }

    /** Nothing of it is there, but a definition: whether it is held, or staged, in another way. */
    private static State stopped(List<Map<String, String>> legs) {
        List<Map<String, String>> frozen = legs.stream()
                .filter(leg -> is(leg, "role", "from") && is(leg, "frozen", YES))
                .toList();
        if (frozen.stream()
                .anyMatch(leg -> is(leg, "mode", "static") ? is(leg, "stopped", YES) : is(leg, "image", YES))) {
            return State.FROZEN;
        }
        // Its image may be there.
        if (frozen.stream().anyMatch(leg -> is(leg, "mode", "live") && is(leg, "shared", NO))) {
            return State.UNKNOWN;
        }
        boolean staged = legs.stream()
                .anyMatch(leg -> is(leg, "role", "to") && is(leg, "mode", "static") && is(leg, "staged", YES));
        return staged ? State.STAGED : State.ABSENT;
    }

    private static boolean isCopy(Map<String, String> leg) {
        return is(leg, "role", "to") && is(leg, "restoring", YES) && !is(leg, "given-up", YES);
    }

    private static boolean is(Map<String, String> leg, String key, String value) {
        return value.equals(leg.get(key));
    }

    private static Map<String, String> words(String line) {
        Map<String, String> words = new TreeMap<>();
        for (String word : line.split(" ")) {
            String[] pair = word.split("=", 2);
            if (pair.length == 2) {
                words.put(pair[0], pair[1]);
            }
        }
        return words;
    }

    /** What was seen, and, where nothing is done about it here, the commands with which a person clears it. */
    private static String detail(String wpar, String letter, List<Map<String, String>> legs) {
        String seen =
                switch (letter) {
                    case NONE -> "there is no partition " + wpar;
                    case "D" -> "partition %s is defined and does not run".formatted(wpar);
                    case "A" -> "partition %s is active".formatted(wpar);
                    case "P" -> "partition %s is paused".formatted(wpar);
                    case "B" ->
                        "partition %1$s is broken; nothing is done about that by itself. What would clear it: stopwpar -F %1$s; rmwpar -F -p %1$s"
                                .formatted(wpar);
                    case "T", "F", "L", "M" ->
                        "an operation of AIX is at work on partition %1$s (state %2$s); see lswpar -L %1$s"
                                .formatted(wpar, letter);
                    default ->
                        "partition %1$s is in a state that is not known here: %2$s; see lswpar -L %1$s"
                                .formatted(wpar, letter);
                };
        if (legs.stream().anyMatch(leg -> is(leg, "shared", NO))) {
            return seen + "; the file system that both hosts share does not answer";
        }
        return legs.stream().anyMatch(leg -> is(leg, "image", YES)) ? seen + "; its image is complete" : seen;
    }
}

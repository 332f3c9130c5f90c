// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells what a host shows of a workload whose original is held as its image. */
public final class ImageSighting {
    private static final int WORDS = 9;
    private static final Set<String> AT_WORK = Set.of("starting", "running");

    private ImageSighting() {}

    /** Whether a copy of the workload is held on the host, before its first instruction. */
    public static boolean stagedCopy(Report report) {
        return report.lines("legs").stream().anyMatch(line -> line.contains(" copy staged "));
    }

    /**
     * Reads what every leg of the attempt recorded on the host. Two things that cannot be true together make the state
     * unknown.
     *
     * @param leg the leg that is asked about
     * @param end the end of it that the host is
     * @param others what else was seen of the workload there
     * @param detail the same, for people
     */
    public static Sighting of(Report report, Leg leg, Leg.End end, Set<State> others, String detail) {
        if (!report.has("legs")) {
            return Sighting.unknown("the answer is incomplete");
        }
        Set<State> states = new TreeSet<>(others);
        boolean held = false;
        for (String line : report.lines("legs")) {
            String[] words = line.split(" ");
            if (words.length != WORDS) {
                return Sighting.unknown("the answer makes no sense: " + line);
            }
            states.addAll(of(words[4], words[6], words[8]));
            held |= words[2].equals("yes") && tells(words[0], leg, end);
        }
        if (states.isEmpty() && held) {
            states.add(State.FROZEN);
        }
        List<String> seen = new ArrayList<>(report.lines("legs"));
        seen.add(detail);
        return new Sighting(Sighting.together(states), String.join("; ", seen));
    }

    /** The stale original on the source belongs to the way out: the way back does not see it. */
    private static boolean tells(String legId, Leg leg, Leg.End end) {
        return leg.way() == Leg.Way.OUT || end == Leg.End.FROM || legId.equals(leg.id());
    }

    private static Set<State> of(String copy, String freeze, String thaw) {
        Set<State> states = new TreeSet<>();
        switch (copy) {
            case "gone", "waiting" -> {}
            case "running" -> states.add(State.RUNNING);
            case "staged" -> states.add(State.STAGED);
            default -> states.add(State.UNKNOWN);
        }
        if (AT_WORK.contains(freeze) || AT_WORK.contains(thaw)) {
            states.add(State.UNKNOWN);
        }
        return states;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells from what the host script observed what a host shows of a container. */
final class ContainerState {
    private static final int WORDS = 9;
    private static final Set<String> AT_WORK = Set.of("starting", "running");

    private ContainerState() {}

    /**
     * Reads what the host script observed: what every leg of the attempt recorded there, and what the runtime says. Two
     * things that cannot be true together make the state unknown.
     *
     * @param leg the leg that is asked about
     * @param end the end of it that the host is
     */
    static Sighting of(Report report, Leg leg, Leg.End end) {
        if (!report.has("legs") || report.first("container").isEmpty()) {
            return Sighting.unknown("the answer is incomplete");
        }
        Set<State> states = new TreeSet<>();
        boolean held = false;
        for (String line : report.lines("legs")) {
            String[] words = line.split(" ");
            if (words.length != WORDS) {
                return Sighting.unknown("the answer makes no sense: " + line);
            }
            states.addAll(of(words[4], words[6], words[8]));
            held |= words[2].equals("yes") && tells(words[0], leg, end);
        }
        String runtime = report.lines("container").get(0);
        if (runtime.startsWith("running ")) {
            states.add(State.RUNNING);
        } else if (!Set.of("none", "stopped").contains(runtime) && !runtime.startsWith("held ")) {
            states.add(State.UNKNOWN);
        }
        if (states.isEmpty() && held) {
            states.add(State.FROZEN);
        }
        List<String> seen = new ArrayList<>(report.lines("legs"));
        seen.add("the runtime says " + runtime);
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

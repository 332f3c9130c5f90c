// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model.step;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Phase;
import java.util.List;

/**
 * Where a move stands when nobody works on it: what the journal says, what the hosts show, and what is safe from here.
 *
 * @param workload its name
 * @param phase where the journal ends
 * @param shows what the hosts show now; empty: they were not asked, since nothing of the move is on them
 * @param mayRunOn hosts that run it or may run it: it runs there, or they do not answer
 * @param next what recovering it does
 */
public record Situation(String workload, Phase phase, String shows, List<String> mayRunOn, String next) {
    public Situation {
        requireNonNull(workload, "workload is null");
        requireNonNull(phase, "phase is null");
        requireNonNull(shows, "shows is null");
        mayRunOn = List.copyOf(mayRunOn);
        requireNonNull(next, "next is null");
    }

    /** "redis is FROZEN; a shows FROZEN, b shows ABSENT; no host runs it; goes back to a". */
    public String describe() {
        String seen = shows.isEmpty() ? "" : "; " + shows;
        String runs = shows.isEmpty()
                ? ""
                : "; "
                        + (mayRunOn.isEmpty()
                                ? "no host runs it"
                                : "runs, or may run, on " + String.join(" and ", mayRunOn));
        return "%s is %s%s%s; %s".formatted(workload, phase, seen, runs, next);
    }
}

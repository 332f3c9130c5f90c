// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.ImageSighting;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import java.util.Optional;
import java.util.Set;

/** Tells from what the host script observed what a host shows of a container. */
final class ContainerState {
    private ContainerState() {}

    /** Reads what the legs of the attempt recorded, and what the runtime says. */
    static Sighting of(Report report, Leg leg, Leg.End end) {
        Optional<String> runtime = report.first("container");
        return runtime.isEmpty()
                ? Sighting.unknown("the answer is incomplete")
                : ImageSighting.of(report, leg, end, states(runtime.get()), "the runtime says " + runtime.get());
    }

    private static Set<State> states(String runtime) {
        if (runtime.startsWith("running ")) {
            return Set.of(State.RUNNING);
        }
        // What is held is a copy that the leg tells of.
        boolean nothing = Set.of("none", "stopped").contains(runtime) || runtime.startsWith("held ");
        if (runtime.equals("paused")) {
            // What CRIU was saving when it was killed.
            return Set.of(State.FROZEN);
        }
        return nothing ? Set.of() : Set.of(State.UNKNOWN);
    }
}

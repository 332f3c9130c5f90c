// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What one host shows of a workload.
 *
 * @param state what it comes to
 * @param detail what was seen, for people
 */
public record Sighting(State state, String detail) {
    /** An answer that tells nothing. */
    public static Sighting unknown(String why) {
        return new Sighting(State.UNKNOWN, why);
    }

    /** What several things that were seen come to: two that cannot be true together make it unknown. */
    public static State together(Set<State> states) {
        if (states.isEmpty()) {
            return State.ABSENT;
        }
        return states.size() == 1 ? states.iterator().next() : State.UNKNOWN;
    }

    /** Looks at both ends at once: nobody runs the workload while some of these answers are awaited. */
    public static Observation ofBoth(Leg leg, Function<Leg.End, Sighting> look) {
        CompletableFuture<Sighting> target = CompletableFuture.supplyAsync(() -> of(look, Leg.End.TO));
        Sighting from = of(look, Leg.End.FROM);
        Sighting to = target.join();
        return new Observation(
                from.state(),
                to.state(),
                "%s: %s. %s: %s"
                        .formatted(leg.from().name(), from.detail(), leg.to().name(), to.detail()));
    }

    /** What one look shows; one that fails tells nothing. */
    public static Sighting of(Function<Leg.End, Sighting> look, Leg.End end) {
        try {
            return look.apply(end);
        } catch (RelocationException e) {
            return unknown(e.getMessage());
        }
    }
}

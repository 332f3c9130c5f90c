// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.driver.Check.NoAnswer;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.List;
import java.util.Optional;

/** What both hosts of a leg answered, for checks to look at. */
public interface Evidence {
    /** The way of the workload. */
    Leg leg();

    /** What the source answered. */
    Report source();

    /** What the target answered. */
    Report target();

    /** What went wrong with asking them. */
    Trouble trouble();

    /** What a host answered. */
    default Report at(Leg.End end) {
        return end == Leg.End.FROM ? source() : target();
    }

    /** How much the move needs; throws {@link NoAnswer} when the source did not tell. */
    Capacity capacity();

    /** Throws {@link NoAnswer} unless the source told of exactly one workload. */
    void requireWorkload();

    /** Lines of a part that a host must have answered. */
    default List<String> lines(Leg.End end, String part) {
        if (!at(end).has(part)) {
            throw missing(end, part);
        }
        return at(end).lines(part);
    }

    /** A reading that a host must have answered. */
    default <T> T need(Leg.End end, String part, Optional<T> reading) {
        lines(end, part);
        return reading.orElseThrow(() -> missing(end, part));
    }

    /** What is thrown when a host did not answer about something. */
    default NoAnswer missing(Leg.End end, String part) {
        String why = trouble().with(end);
        return new NoAnswer(
                "host %s did not answer about %s%s"
                        .formatted(leg().host(end).name(), part, why.isEmpty() ? "" : ": " + why),
                why.isEmpty()
                        ? "look at the host: the command that tells it failed"
                        : "make the host answer, then check again");
    }
}

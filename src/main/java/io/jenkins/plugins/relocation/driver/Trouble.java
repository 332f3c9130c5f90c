// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.spi.Leg;

/**
 * What went wrong with asking the hosts of a leg.
 *
 * @param source with asking the source; empty: nothing
 * @param target with asking the target; empty: nothing
 */
public record Trouble(String source, String target) {
    /** Both have answered. */
    public static final Trouble NONE = new Trouble("", "");

    public Trouble {
        requireNonNull(source, "source is null");
        requireNonNull(target, "target is null");
    }

    String with(Leg.End end) {
        return end == Leg.End.FROM ? source : target;
    }
}

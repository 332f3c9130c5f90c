// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.host.Operation;
import io.jenkins.plugins.relocation.model.FreezeCost;
import java.time.Duration;

/** Tells from what both hosts wrote down where the time of a freeze went. Each host's times are compared with its own only. */
public final class Spending {
    private static final String RESTORING = "restoring";
    private static final String RESTORED = "restored";
    private static final String RESUMED = "resumed";

    private Spending() {}

    /** The parts of a freeze; what was not written down is zero. */
    public static FreezeCost of(Operation freeze, Operation restore) {
        boolean both = restore.values().containsKey(RESTORED);
        return new FreezeCost(
                number(freeze, "bytes") + number(freeze, "data"),
                time(freeze, "begin", "dumped"),
                time(freeze, "dumped", "sent"),
                time(restore, RESTORING, both ? RESTORED : RESUMED),
                both ? time(restore, RESTORED, RESUMED) : Duration.ZERO);
    }

    private static Duration time(Operation operation, String from, String to) {
        // A clock that was set back meanwhile tells nothing.
        return Duration.ofMillis(Math.max(0, operation.millis(from, to)));
    }

    private static long number(Operation operation, String fact) {
        String text = operation.values().getOrDefault(fact, "");
        return text.matches("[0-9]{1,17}") ? Long.parseLong(text) : 0;
    }
}

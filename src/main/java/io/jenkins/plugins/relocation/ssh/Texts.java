// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.model.Names;
import java.time.Duration;
import java.util.List;

/** How values stand in messages. */
final class Texts {
    private static final double MILLIS = 1000.0;

    private Texts() {}

    static String seconds(Duration duration) {
        double seconds = duration.toMillis() / MILLIS;
        return seconds == Math.rint(seconds) ? "%.0f s".formatted(seconds) : "%.3f s".formatted(seconds);
    }

    /** A command on one line, bounded. */
    static String command(List<String> argv) {
        return Names.quote(String.join(" ", argv));
    }
}

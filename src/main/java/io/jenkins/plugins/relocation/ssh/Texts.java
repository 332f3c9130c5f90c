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
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? "%d s".formatted(millis / 1000) : "%.3f s".formatted(millis / MILLIS);
    }

    /** A command on one line, bounded. */
    static String command(List<String> argv) {
        return Names.quote(String.join(" ", argv));
    }
}

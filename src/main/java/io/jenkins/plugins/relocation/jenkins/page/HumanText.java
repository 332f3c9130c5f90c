// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes values for people, the same everywhere whatever the machine's language. */
public final class HumanText {
    private static final long KIB = 1024;
    private static final int LONGEST = 2000;
    private static final int MOST_LINES = 60;
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private HumanText() {}

    /** "812 B", "64.0 MiB". */
    public static String bytes(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= KIB && unit < UNITS.length - 1) {
            value /= KIB;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** "85 ms", "1.25 s", "3 min 5 s", "2 h 0 min". */
    public static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
        }
        long minutes = seconds / 60;
        return minutes < 60 ? minutes + " min " + seconds % 60 + " s" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    /** Puts text from outside on one line: control characters escaped, length bounded. */
    public static String line(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append("\\u%04x".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append(text.codePointCount(0, text.length()) > LONGEST ? "…" : "")
                .toString();
    }

    /**
     * Keeps the lines of a text from outside, such as what a tool wrote before it failed, and marks all but the first, so that
     * none of them passes for a line of somebody else.
     */
    public static String block(String text) {
        return text.stripTrailing()
                .lines()
                .limit(MOST_LINES)
                .map(HumanText::line)
                .collect(Collectors.joining("\n  | "));
    }
}

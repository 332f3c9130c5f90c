// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Writes bytes and durations for people, rounded. Nothing reads these texts back. */
public final class Units {
    private static final List<String> NAMES = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    private Units() {}

    /** "200 MiB", "1.5 GiB": at most one decimal, binary units. */
    public static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit < NAMES.size() - 1) {
            value /= 1024;
            unit++;
        }
        return oneDecimal(value) + " " + NAMES.get(unit);
    }

    /** "250 ms", "1.6 s", "2 min 5 s", "1 h 30 min". */
    public static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return oneDecimal(millis / 1000.0) + " s";
        }
        long seconds = duration.toSeconds();
        return seconds < 3600
                ? pair(seconds / 60, "min", seconds % 60, "s")
                : pair(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    private static String oneDecimal(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}

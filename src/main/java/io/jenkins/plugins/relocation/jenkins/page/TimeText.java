// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times of day for pages, the same for whoever looks. */
final class TimeText {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private TimeText() {}

    static String of(Instant time) {
        return FORMAT.format(time);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import java.time.Duration;
import java.util.Locale;

/** Puts what was seen into words for the one who reads them at night. */
final class Words {
    private static final int LONGEST = 500;

    private Words() {}

    /** One line of bounded length, with control characters escaped; for text that may quote a host. */
    static String safe(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            if (Character.isISOControl(c) || isInvisible(Character.getType(c))) {
                out.append("\\u%04x".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append(text.codePoints().count() > LONGEST ? "…" : "").toString();
    }

    /** A duration as people read it: "5 s", "250 ms". */
    static String time(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** What the system said about a connection: "connection refused". */
    static String reason(Exception e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().toLowerCase(Locale.ROOT);
    }

    private static boolean isInvisible(int type) {
        return type == Character.FORMAT || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }
}

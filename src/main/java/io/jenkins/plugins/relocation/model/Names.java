// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import java.util.regex.Pattern;

/**
 * Validates names that come from outside. A valid name can stand in a file name, a log line and a shell word as it is;
 * everything else is refused before any host is contacted.
 */
public final class Names {
    /** What a name of a host, workload, group or label looks like. */
    public static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    private static final int SHOWN = 80;

    private Names() {}

    /**
     * Returns the name when it is valid.
     *
     * @param kind what the name is of, for the message: "host", "workload"
     * @throws IllegalArgumentException naming the value seen and what is allowed
     */
    public static String require(String kind, String name) {
        if (name == null || !PATTERN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "%s name %s is not valid: use 1 to 63 letters, digits, '.', '_' or '-', starting with a letter or digit"
                            .formatted(kind, quote(name)));
        }
        return name;
    }

    /** Shows an untrusted value on one line: control characters escaped, length bounded. */
    public static String quote(String value) {
        if (value == null) {
            return "(none)";
        }
        StringBuilder out = new StringBuilder("\"");
        value.codePoints().limit(SHOWN).forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append("\\u%04x".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append(value.length() > SHOWN ? "…\"" : "\"").toString();
    }
}

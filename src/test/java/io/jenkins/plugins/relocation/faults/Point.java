// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place where something can go wrong, as a run without faults has shown it.
 *
 * @param kind what is there
 * @param host where; "controller" for a write to the journal
 * @param name what is done there: "poll freeze"
 * @param number which of them in the run, from 1
 */
record Point(Kind kind, String host, String name, int number) implements Comparable<Point> {
    /** What can be disturbed. */
    enum Kind {
        /** A command that the engine sends to a host. */
        COMMAND,
        /** A step of what a host does. */
        STEP,
        /** A write to the journal. */
        JOURNAL
    }

    private static final Pattern TEXT = Pattern.compile("(\\w+):([^/]+)/(.+)#(\\d+)");

    static Point parse(String text) {
        Matcher point = TEXT.matcher(text);
        if (!point.matches()) {
            throw new IllegalArgumentException("'%s' is no place for a fault".formatted(text));
        }
        return new Point(
                Kind.valueOf(point.group(1)), point.group(2), point.group(3), Integer.parseInt(point.group(4)));
    }

    @Override
    public int compareTo(Point other) {
        return Comparator.comparing(Point::toString).compare(this, other);
    }

    @Override
    public String toString() {
        return "%s:%s/%s#%d".formatted(kind, host, name, number);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import java.time.Duration;

/** Decides which of many like news are worth a line. Not thread-safe. */
final class Throttle {
    private static final long QUIET = Duration.ofSeconds(10).toNanos();
    private static final long HEARTBEAT = Duration.ofMinutes(1).toNanos();
    private static final long PERCENT = 10;
    private static final double NANOS = 1e9;

    private final long begun;
    private final long doneAtBegin;
    private long lastLine;
    private long doneAtLastLine;
    private boolean used;
    private boolean complete;

    Throttle(long nanos, long done) {
        begun = nanos;
        doneAtBegin = done;
        lastLine = nanos;
        doneAtLastLine = done;
    }

    /** True once. */
    boolean first() {
        boolean first = !used;
        used = true;
        return first;
    }

    /**
     * Whether this one gets a line: the last byte does; else at most one in ten seconds, and one in a minute when less than
     * ten per cent have come since the last line.
     */
    boolean lets(long nanos, long done, long total) {
        boolean ends = total > 0 && done >= total;
        long quiet = nanos - lastLine;
        boolean stride = total <= 0 || (done - doneAtLastLine) * 100 >= total * PERCENT;
        boolean lets = ends ? !complete : quiet >= QUIET && (stride || quiet >= HEARTBEAT);
        complete = ends;
        if (lets) {
            lastLine = nanos;
            doneAtLastLine = done;
        }
        return lets;
    }

    /** Mean rate since the first news; 0: not known yet. */
    long bytesPerSecond(long nanos, long done) {
        long elapsed = nanos - begun;
        return elapsed <= 0 ? 0 : Math.max(0, (long) ((done - doneAtBegin) / (elapsed / NANOS)));
    }
}

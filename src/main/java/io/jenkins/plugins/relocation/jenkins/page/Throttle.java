// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import java.time.Duration;

/**
 * Decides which news of a transfer are worth a line: those that show progress, and a sign of life now and then. However long it
 * takes, there are few lines. Not thread-safe.
 */
final class Throttle {
    private static final long QUIET = Duration.ofSeconds(10).toNanos();
    private static final long HEARTBEAT = Duration.ofMinutes(1).toNanos();
    private static final long PERCENT = 10;
    private static final int FREE = 12;
    private static final double NANOS = 1e9;

    private final Fading fading = new Fading(FREE);
    private final long begun;
    private final long doneAtBegin;
    private long lastLine;
    private long doneAtLastLine;
    private boolean complete;

    Throttle(long nanos, long done) {
        begun = nanos;
        doneAtBegin = done;
        lastLine = nanos;
        doneAtLastLine = done;
    }

    /**
     * Whether this one gets a line: the last byte does; else at most one in ten seconds, and one in a minute when less than
     * ten per cent have come since the last line. After a dozen lines, ever fewer.
     */
    boolean lets(long nanos, long done, long total) {
        boolean ends = total > 0 && done >= total;
        long quiet = nanos - lastLine;
        boolean stride = total <= 0 || (done - doneAtLastLine) * 100 >= total * PERCENT;
        boolean lets = (ends ? !complete : quiet >= QUIET && (stride || quiet >= HEARTBEAT)) && fading.lets(nanos);
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

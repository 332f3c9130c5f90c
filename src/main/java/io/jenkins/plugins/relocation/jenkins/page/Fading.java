// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import java.time.Duration;

/**
 * Lets the first ones pass, and then fewer and fewer: each later one only when twice as much time has gone by as before the
 * last. What goes on for a week has hardly more lines than what goes on for an hour. Not thread-safe.
 */
final class Fading {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final int free;
    private int passed;
    private int held;
    private long pause = PAUSE;
    private long last;

    Fading(int free) {
        this.free = free;
    }

    /** Whether one more may pass now. */
    boolean lets(long nanos) {
        if (passed >= free) {
            if (nanos - last < pause) {
                held++;
                return false;
            }
            // A pause can be no longer than a clock can tell.
            pause = Math.max(pause, pause << 1);
        }
        passed++;
        last = nanos;
        return true;
    }

    /** How many were held back since this was asked last. */
    int held() {
        int before = held;
        held = 0;
        return before;
    }
}

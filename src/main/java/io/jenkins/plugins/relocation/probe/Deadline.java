// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import io.jenkins.plugins.relocation.spi.TimeLimit;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * When an attempt is over.
 *
 * @param end on the ticker's clock
 * @param whole how long it was when it began
 */
record Deadline(long end, Duration whole) {
    static Deadline in(Duration time) {
        return new Deadline(Ticker.SYSTEM.nanos() + time.toNanos(), time);
    }

    /** Time left; zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - Ticker.SYSTEM.nanos()));
    }

    /** An earlier deadline: an equal share of what is left. */
    Deadline share(int parts) {
        return in(left().dividedBy(parts));
    }

    /**
     * Waits for work that may not end in time.
     *
     * @param what what there is not when it does not end, in words: "no result"
     * @throws RelocationException what the work threw, or that it did not end
     */
    <T> T await(String what, Callable<T> work) {
        try {
            return TimeLimit.call("probe", left(), work);
        } catch (TimeoutException late) {
            throw new RelocationException(
                    ErrorCode.HOST_UNREACHABLE, "%s within %s".formatted(what, Words.time(whole)), late);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RelocationException known) {
                throw known;
            }
            throw new IllegalStateException("probe failed: " + what, failed.getCause());
        }
    }
}

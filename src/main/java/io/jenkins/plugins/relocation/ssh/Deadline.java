// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A moment on the monotonic clock, and waiting until then at most. */
record Deadline(Ticker ticker, Duration total, long end) {
    private static final long LONGEST = TimeUnit.DAYS.toNanos(3650);

    static Deadline in(Ticker ticker, Duration total) {
        return new Deadline(ticker, total, ticker.nanos() + nanos(total));
    }

    /** This deadline, or the end of the given time when that is earlier. */
    Deadline atMost(Duration time) {
        Deadline other = in(ticker, time);
        return other.end - end < 0 ? other : this;
    }

    /** Nanoseconds until then, 0 when it has passed. */
    long left() {
        return Math.max(0, end - ticker.nanos());
    }

    /** Milliseconds until then, at least 1: most libraries take 0 as "for ever". */
    int millisLeft() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(left())));
    }

    /** Waits for a result; the thread's interruption is {@link ErrorCode#STOPPED}. */
    <T> T await(Future<T> future, String what, Supplier<RelocationException> tooLate) {
        try {
            return future.get(left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw tooLate.get();
        } catch (InterruptedException e) {
            throw stopped(what, e);
        } catch (CancellationException e) {
            throw new RelocationException(ErrorCode.STOPPED, "%s was cancelled".formatted(what), e);
        } catch (ExecutionException e) {
            throw rethrowable(what, e.getCause());
        }
    }

    /** Takes a permit, or says that there was none in time. */
    boolean acquire(Semaphore permits, String what) {
        try {
            return permits.tryAcquire(left(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw stopped(what, e);
        }
    }

    private static RelocationException stopped(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new RelocationException(
                ErrorCode.STOPPED, "stopped while waiting for %s; its outcome is not known".formatted(what), cause);
    }

    private static RelocationException rethrowable(String what, Throwable cause) {
        if (cause instanceof RelocationException known) {
            return new RelocationException(known.code(), known.getMessage(), known);
        }
        return new RelocationException(
                ErrorCode.HOST_UNREACHABLE, "%s failed: %s".formatted(what, cause.getMessage()), cause);
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(LONGEST)) > 0 ? LONGEST : duration.toNanos();
    }
}

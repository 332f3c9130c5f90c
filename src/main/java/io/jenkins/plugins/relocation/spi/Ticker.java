// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Time, in one place, so that tests can own it. */
public interface Ticker {
    /** The time of day, for journals and people. May step. */
    Instant now();

    /** A clock that only goes forward, for deadlines. */
    long nanos();

    /**
     * Waits.
     *
     * @throws RelocationException with {@link ErrorCode#STOPPED} when the thread is interrupted
     */
    void pause(Duration duration);

    /** The machine's clocks. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) {
            long end = System.nanoTime() + duration.toNanos();
            for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    Thread.currentThread().interrupt();
                    throw new RelocationException(ErrorCode.STOPPED, "stopped while waiting");
                }
            }
        }
    };
}

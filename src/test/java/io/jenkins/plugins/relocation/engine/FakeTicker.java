// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when somebody waits; the time of day may step. */
final class FakeTicker implements Ticker {
    private final AtomicLong nanos = new AtomicLong();
    private volatile Duration step = Duration.ZERO;

    /** Sets the time of day; what measures time does not notice. */
    void stepTo(Duration fromNow) {
        step = fromNow;
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-01-01T00:00:00Z").plusNanos(nanos.get()).plus(step);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void pause(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.time.Instant;

/** A clock that a test moves. */
public final class TestClock implements Ticker {
    private Duration passed = Duration.ZERO;

    public void forward(Duration duration) {
        passed = passed.plus(duration);
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-03-01T14:03:00Z").plus(passed);
    }

    @Override
    public long nanos() {
        return passed.toNanos();
    }

    @Override
    public void pause(Duration duration) {
        forward(duration);
    }
}

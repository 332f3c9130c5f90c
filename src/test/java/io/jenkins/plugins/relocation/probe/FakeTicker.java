// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.time.Instant;

/** Time that passes only when told to. */
class FakeTicker implements Ticker {
    private Duration passed = Duration.ZERO;

    Duration passed() {
        return passed;
    }

    void pass(Duration duration) {
        passed = passed.plus(duration);
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plus(passed);
    }

    @Override
    public long nanos() {
        // Near the end of the range: deadlines have to survive the clock's overflow.
        return Long.MAX_VALUE - 5 + passed.toNanos();
    }

    @Override
    public void pause(Duration duration) {
        pass(duration);
    }
}

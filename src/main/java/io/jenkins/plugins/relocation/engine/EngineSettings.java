// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import java.time.Duration;

/**
 * How long the engine tries before it gives up on a host.
 *
 * @param patience how long a host that does not answer is asked again before its state counts as unknown
 * @param retryPause pause between two tries
 */
public record EngineSettings(Duration patience, Duration retryPause) {
    /** A minute, every second. */
    public static final EngineSettings DEFAULT = new EngineSettings(Duration.ofMinutes(1), Duration.ofSeconds(1));

    public EngineSettings {
        if (patience.isNegative() || retryPause.isNegative() || retryPause.isZero()) {
            throw new IllegalArgumentException("patience must not be negative and retryPause must be more than zero");
        }
    }
}

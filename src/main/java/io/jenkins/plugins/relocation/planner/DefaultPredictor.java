// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Workload;
import java.time.Duration;

/**
 * Estimates a freeze as a fixed part and the time that the image takes over the network. A guess for hosts whose moves
 * nobody has measured: {@link #STANDARD} is what one move over gigabit Ethernet or a virtual network about takes.
 *
 * @param fixed what every freeze takes, whatever its size
 * @param bytesPerSecond rate from host to host, at least 1
 */
public record DefaultPredictor(Duration fixed, long bytesPerSecond) implements Predictor {
    /** 250 ms, and 150 MB in a second. */
    public static final DefaultPredictor STANDARD = new DefaultPredictor(Duration.ofMillis(250), 150_000_000);

    private static final int MILLIS = 1000;

    public DefaultPredictor {
        if (requireNonNull(fixed, "fixed is null").isNegative() || bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "fixed %s must not be negative, and bytesPerSecond %d at least 1".formatted(fixed, bytesPerSecond));
        }
    }

    @Override
    public Prediction predict(Workload workload, Host from, Host to, Need need) {
        // Whole milliseconds: an estimate that shows more digits than it has would only make digests differ.
        long seconds = need.imageBytes() / bytesPerSecond;
        long millis = Math.round((double) (need.imageBytes() % bytesPerSecond) * MILLIS / bytesPerSecond);
        return new Prediction(
                need.memoryBytes(),
                need.imageBytes(),
                fixed.plusSeconds(seconds).plusMillis(millis));
    }
}

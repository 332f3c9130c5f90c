// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.model.Workload;
import java.time.Duration;

/**
 * Estimates a freeze without any earlier move to go by: a fixed part, the time that the image takes over the link at the
 * rate that was measured, and the time that the target takes to read it back.
 *
 * @param fixed what every freeze takes, whatever its size
 * @param bytesPerSecond rate from host to host where it was not measured, at least 1
 */
public record DefaultPredictor(Duration fixed, long bytesPerSecond) implements Predictor {
    /** 250 ms, and 150 MB in a second: what one move over gigabit Ethernet or a virtual network about takes. */
    public static final DefaultPredictor STANDARD = new DefaultPredictor(Duration.ofMillis(250), 150_000_000);

    /** Of the fixed part, what comes after the transfer. */
    private static final int AFTER_PERCENT = 40;

    /** CRIU reads images from memory back at about this rate. */
    private static final long RESTORED_PER_SECOND = 500_000_000;

    /** CRIU saves memory, and it is compared with its copy, at about this rate. */
    private static final long SAVED_PER_SECOND = 500_000_000;

    /** SHA-256 is made of what was just written at about this rate; the target makes its own while it restarts. */
    private static final long CHECKED_PER_SECOND = 400_000_000;

    /** Of what was copied ahead, about a tenth has changed when the freeze begins. */
    private static final int CHANGED = 10;

    private static final int MILLIS = 1000;
    private static final int HUNDRED = 100;

    public DefaultPredictor {
        if (requireNonNull(fixed, "fixed is null").isNegative() || bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "fixed %s must not be negative, and bytesPerSecond %d at least 1".formatted(fixed, bytesPerSecond));
        }
    }

    /** A system partition is stopped, and started again; its owner's applications come on top of that. */
    private static final Duration STOP_AND_START = Duration.ofSeconds(90);

    /** What saving and restarting a partition takes beside its memory. */
    private static final Duration CHECKPOINT_AND_RESTART = Duration.ofSeconds(5);

    @Override
    public Prediction predict(Workload workload, Host from, Host to, TransferPlan transfer, Need need) {
        if (transfer.transport() == TransferPlan.Transport.STATIC) {
            return new Prediction(
                    need.memoryBytes(),
                    0,
                    STOP_AND_START,
                    STOP_AND_START.multipliedBy(2),
                    STOP_AND_START,
                    "estimate: stopped and started; its state in memory is lost");
        }
        long sent = sentBytes(transfer, need.imageBytes());
        Duration freeze = freeze(transfer, sent, need.imageBytes());
        String basis = transfer.bytesPerSecond() > 0
                ? "estimate: no earlier moves; link measured at %s/s".formatted(Units.size(transfer.bytesPerSecond()))
                : "estimate: no earlier moves";
        return new Prediction(
                need.memoryBytes(), sent, freeze, freeze.multipliedBy(2), afterTransfer(need.imageBytes()), basis);
    }

    /** Bytes that travel in a freeze, of so many that an image has. */
    long sentBytes(TransferPlan transfer, long imageBytes) {
        return transfer.ahead() ? imageBytes / CHANGED : imageBytes;
    }

    /**
     * How long a freeze takes.
     *
     * @param sent bytes that are sent in it
     * @param image bytes of the image; what was not copied ahead is saved while it is sent
     */
    Duration freeze(TransferPlan transfer, long sent, long image) {
        long rate = transfer.bytesPerSecond() > 0 ? transfer.bytesPerSecond() : bytesPerSecond;
        Duration all = fixed.plus(time(sent, rate));
        if (transfer.transport() == TransferPlan.Transport.SHARED) {
            // Written by one host and read by the other, through the same server.
            return all.plus(CHECKPOINT_AND_RESTART).plus(time(sent, rate)).plus(time(image, CHECKED_PER_SECOND));
        }
        return transfer.ahead()
                ? all.plus(time(image, SAVED_PER_SECOND)).plus(time(image, RESTORED_PER_SECOND))
                : all.plus(time(sent, RESTORED_PER_SECOND));
    }

    /** What of it comes after the last byte was sent. */
    Duration afterTransfer(long bytes) {
        return fixed.multipliedBy(AFTER_PERCENT).dividedBy(HUNDRED).plus(time(bytes, RESTORED_PER_SECOND));
    }

    // Whole milliseconds: an estimate that shows more digits than it has would only make digests differ.
    private static Duration time(long bytes, long rate) {
        return Duration.ofSeconds(bytes / rate).plusMillis(Math.round((double) (bytes % rate) * MILLIS / rate));
    }
}

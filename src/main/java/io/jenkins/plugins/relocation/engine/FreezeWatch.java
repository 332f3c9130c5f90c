// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives a freeze up as soon as somebody wants the work to end, or it is clear that it would exceed its budget: when what is left to send takes, at the rate
 * seen so far, longer than what is left of the budget beside the part after the transfer. It ends the driver's wait by an
 * exception; the way back then stops what is at work on the hosts and lets the source continue. Once everything was sent
 * the target resumes sooner than a way back would take, and nothing is given up any more.
 */
final class FreezeWatch implements Progress {
    /** No rate is known from less than a tenth of the budget; and nothing is decided within half a second. */
    private static final int LEAST_SHARE = 10;

    private static final Duration LEAST = Duration.ofMillis(500);
    private static final double FOREVER = 1e18;

    private final Progress listener;
    private final String workload;
    private final Duration budget;
    private final Prediction prediction;
    private final Supplier<Optional<String>> stop;
    private final Ticker ticker;
    private final Map<String, Long> sent = new HashMap<>();
    private Optional<Long> frozenSince = Optional.empty();
    private Optional<Duration> firstAt = Optional.empty();
    private long firstBytes;
    private long announced;
    private boolean allSent;

    /**
     * Watches one freeze.
     *
     * @param listener who is told all the same
     * @param stop why somebody wants the work to end; empty: nobody does
     */
    FreezeWatch(
            Progress listener,
            String workload,
            Duration budget,
            Prediction prediction,
            Supplier<Optional<String>> stop,
            Ticker ticker) {
        this.listener = listener;
        this.workload = workload;
        this.budget = budget;
        this.prediction = prediction;
        this.stop = stop;
        this.ticker = ticker;
    }

    @Override
    public synchronized void frozen(Duration ago) {
        listener.frozen(ago);
        frozenSince = Optional.of(ticker.nanos() - ago.toNanos());
    }

    /** @throws RelocationException with {@link ErrorCode#HOST_FAILED} or {@link ErrorCode#STOPPED} when it is given up */
    @Override
    public synchronized void bytes(String what, long done, long total) {
        listener.bytes(what, done, total);
        sent.put(what, done);
        announced = Math.max(announced, total);
        if (!allSent) {
            stop.get().ifPresent(why -> {
                throw new RelocationException(ErrorCode.STOPPED, "stopped: " + why);
            });
            frozenSince.ifPresent(since -> judge(Duration.ofNanos(ticker.nanos() - since)));
        }
    }

    private synchronized void judge(Duration frozen) {
        long done = sent.values().stream().mapToLong(Long::longValue).sum();
        if (done > 0 && firstAt.isEmpty()) {
            firstAt = Optional.of(frozen);
            firstBytes = done;
        }
        if (frozen.compareTo(budget.dividedBy(LEAST_SHARE)) < 0 || frozen.compareTo(LEAST) < 0) {
            return;
        }
        long left = Math.max(0, Math.max(announced, prediction.imageBytes()) - done);
        if (left == 0 && frozen.compareTo(budget) < 0) {
            // More than was predicted: how much more cannot be known before the budget is used up.
            return;
        }
        Duration rest = rest(frozen, done, left);
        Duration expected = frozen.plus(rest);
        if (expected.compareTo(budget) > 0) {
            throw new RelocationException(ErrorCode.HOST_FAILED, reason(frozen, done, left, expected));
        }
    }

    /** How much longer it takes. Before the first byte the prediction is all there is: saving has a beginning of its own. */
    private Duration rest(Duration frozen, long done, long left) {
        if (done == 0) {
            return prediction.freeze();
        }
        return Duration.ofNanos(Math.round(Math.min(FOREVER, left / rate(frozen, done))))
                .plus(prediction.afterTransfer());
    }

    /** Bytes in a nanosecond: on the average, or since the first ones came, whichever is more. */
    private double rate(Duration frozen, long done) {
        long since = firstAt.map(frozen::minus).orElse(Duration.ZERO).toNanos();
        double average = (double) done / frozen.toNanos();
        return since > 0 ? Math.max(average, (double) (done - firstBytes) / since) : average;
    }

    private String reason(Duration frozen, long done, long left, Duration expected) {
        String rate = done == 0
                ? "nothing was sent yet"
                : "%s sent at %s/s, %s left"
                        .formatted(
                                Units.size(done),
                                Units.size(Math.round(done * 1e9 / frozen.toNanos())),
                                left == 0 ? "more than predicted" : Units.size(left));
        return "workload %s: the freeze is given up after %s, before its budget of %s is exceeded: %s, so that it would take %s; see what slows the link down, or raise policy.freezeBudget"
                .formatted(
                        workload,
                        Units.duration(frozen),
                        Units.duration(budget),
                        rate,
                        done == 0 ? "longer than that" : "about " + Units.duration(expected));
    }

    @Override
    public synchronized void sent() {
        listener.sent();
        allSent = true;
    }

    @Override
    public void note(String text) {
        listener.note(text);
    }

    @Override
    public void resumed(Duration ago) {
        listener.resumed(ago);
    }

    @Override
    public void spent(FreezeCost cost) {
        listener.spent(cost);
    }
}

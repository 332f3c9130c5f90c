// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Probe;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks again and again until a probe passed often enough in a row, or its time is over. The first time at once, again
 * soon after that, then less and less often down to the interval of its timing: what works is found to work quickly.
 */
public final class ProbeLoop {
    /** How soon a stop is noticed between two attempts. */
    private static final Duration STOP_CHECK = Duration.ofSeconds(1);

    /** The first pause; each further one is twice as long, up to the interval. */
    private static final Duration SOON = Duration.ofMillis(50);

    /** An attempt with less time than this would blame a good workload for a slow answer. */
    private static final Duration LEAST = Duration.ofMillis(100);

    private final Probe probe;
    private final Ticker ticker;

    public ProbeLoop(Probe probe, Ticker ticker) {
        this.probe = requireNonNull(probe, "probe is null");
        this.ticker = requireNonNull(ticker, "ticker is null");
    }

    /**
     * One attempt, as it is told while the loop goes on.
     *
     * @param number counted from 1
     * @param outcome what it showed
     * @param inARow how many passed in a row up to now
     */
    public record Try(int number, Probe.Outcome outcome, int inARow) {}

    /**
     * Runs one probe to its verdict. Takes at most {@code within} of its timing: the last attempt gets what is left.
     *
     * @param on the host that the workload is on
     * @param each is told every attempt, on this thread
     * @param stop why to stop; empty as long as to go on
     * @throws RelocationException with {@link ErrorCode#STOPPED} when told to stop: that is no verdict
     */
    public Verdict run(ProbeSpec spec, Host on, Consumer<Try> each, Supplier<Optional<String>> stop) {
        Timing timing = spec.timing();
        long end = ticker.nanos() + timing.within().toNanos();
        int inARow = 0;
        Duration pause = shorter(SOON, timing.interval());
        for (int number = 1; ; number++) {
            checkStop(spec, on, stop);
            Probe.Outcome outcome = probe.attempt(spec.with(withTimeout(timing, left(end))), on);
            inARow = outcome.passed() ? inARow + 1 : 0;
            each.accept(new Try(number, outcome, inARow));
            if (inARow >= timing.successes()) {
                return new Verdict(true, number, outcome.saw());
            }
            if (!isTimeFor(timing, left(end).minus(pause))) {
                return new Verdict(false, number, saw(outcome, inARow, timing));
            }
            pause(pause, spec, on, stop);
            pause = shorter(pause.multipliedBy(2), timing.interval());
            if (!isTimeFor(timing, left(end))) {
                return new Verdict(false, number, saw(outcome, inARow, timing));
            }
        }
    }

    private void pause(Duration interval, ProbeSpec spec, Host on, Supplier<Optional<String>> stop) {
        long end = ticker.nanos() + interval.toNanos();
        for (Duration left = interval; !left.isZero(); left = left(end)) {
            ticker.pause(shorter(left, STOP_CHECK));
            checkStop(spec, on, stop);
        }
    }

    private static void checkStop(ProbeSpec spec, Host on, Supplier<Optional<String>> stop) {
        stop.get().ifPresent(why -> {
            throw new RelocationException(
                    ErrorCode.STOPPED, "stopped while probing %s on %s: %s".formatted(spec.describe(), on.name(), why));
        });
    }

    private Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - ticker.nanos()));
    }

    /** Whether an attempt in the time left would still tell something. */
    private static boolean isTimeFor(Timing timing, Duration left) {
        return left.compareTo(shorter(timing.timeout(), LEAST)) >= 0;
    }

    private static Timing withTimeout(Timing timing, Duration left) {
        return new Timing(timing.interval(), shorter(timing.timeout(), left), timing.within(), timing.successes());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** A last attempt that passed is no reason for a failure; that there were too few of them is. */
    private static String saw(Probe.Outcome outcome, int inARow, Timing timing) {
        return outcome.passed()
                ? "passed %d of %d times in a row, then the time was over; last: %s"
                        .formatted(inARow, timing.successes(), outcome.saw())
                : outcome.saw();
    }
}

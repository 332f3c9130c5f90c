// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Probe;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProbeLoopTest {
    private static final Supplier<Optional<String>> GO_ON = Optional::empty;

    private final FakeTicker ticker = new FakeTicker();
    private final List<ProbeLoop.Try> told = new ArrayList<>();
    private final List<Duration> timeouts = new ArrayList<>();

    @Test
    void passesAfterEnoughSuccessesInARow() {
        Verdict verdict = run(timing(1, 5, 60, 3), attempts("+-++-+++++"), GO_ON);

        assertThat(verdict).isEqualTo(new Verdict(true, 8, "saw 8"));
        assertThat(told).extracting(ProbeLoop.Try::inARow).containsExactly(1, 0, 1, 2, 0, 1, 2, 3);
        assertThat(told).extracting(ProbeLoop.Try::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(ticker.passed())
                .as("50, 100, 200, 400, 800 ms, then every second")
                .isEqualTo(Duration.ofMillis(1550 + 2000));
    }

    @Test
    void passesAtOnceWhenOneSuccessIsEnough() {
        assertThat(run(timing(1, 5, 5, 1), attempts("+"), GO_ON)).isEqualTo(new Verdict(true, 1, "saw 1"));
        assertThat(ticker.passed()).isZero();
    }

    @Test
    void failsWhenTheTimeIsOver() {
        Verdict verdict = run(timing(2, 5, 10, 1), attempts("-----------"), GO_ON);

        assertThat(verdict).isEqualTo(new Verdict(false, 10, "saw 10"));
        assertThat(ticker.passed()).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void saysThatThereWereTooFewSuccesses() {
        Verdict verdict = run(timing(2, 4, 5, 9), attempts("-++++++"), GO_ON);

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.lastSaw()).isEqualTo("passed 6 of 9 times in a row, then the time was over; last: saw 7");
    }

    @Test
    void givesTheLastAttemptOnlyTheTimeThatIsLeft() {
        Verdict verdict = run(timing(1, 5, 12, 1), slow("----"), GO_ON);

        assertThat(timeouts).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(1850));
        assertThat(verdict.attempts()).isEqualTo(3);
        assertThat(ticker.passed()).isLessThanOrEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void shortensAnAttemptThatWouldEndTooLate() {
        run(timing(1, 5, 14, 1), slow("----"), GO_ON);

        assertThat(timeouts).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(3850));
        assertThat(ticker.passed()).isEqualTo(Duration.ofSeconds(14));
    }

    @Test
    void makesASecondAttemptEvenWhenOneMayTakeTheWholeTime() {
        assertThat(run(timing(1, 10, 10, 2), attempts("++"), GO_ON)).isEqualTo(new Verdict(true, 2, "saw 2"));
    }

    @Test
    void asksNoMoreWhenAPauseTookTooLong() {
        FakeTicker late = new FakeTicker() {
            @Override
            public void pause(Duration duration) {
                pass(Duration.ofMinutes(5));
            }
        };
        Verdict verdict =
                new ProbeLoop(attempts("----"), late).run(spec(timing(1, 5, 60, 1)), Samples.HOST, told::add, GO_ON);

        assertThat(verdict).isEqualTo(new Verdict(false, 1, "saw 1"));
    }

    @Test
    void stopsBeforeTheFirstAttempt() {
        RelocationException stopped = stopped(timing(1, 5, 60, 1), () -> Optional.of("build aborted"));

        assertThat(stopped.code()).isEqualTo(ErrorCode.STOPPED);
        assertThat(stopped).hasMessageContaining("process state on alpha: build aborted");
        assertThat(told).isEmpty();
    }

    @Test
    void stopsWithinASecondDuringALongPause() {
        Supplier<Optional<String>> later =
                () -> ticker.passed().toMillis() > 2500 ? Optional.of("build aborted") : Optional.empty();

        RelocationException stopped = stopped(timing(30, 5, 300, 1), later);

        assertThat(stopped.code()).isEqualTo(ErrorCode.STOPPED);
        assertThat(told).hasSize(6);
        assertThat(ticker.passed()).isEqualTo(Duration.ofMillis(2550));
    }

    private RelocationException stopped(Timing timing, Supplier<Optional<String>> stop) {
        return catchThrowableOfType(RelocationException.class, () -> run(timing, attempts("------"), stop));
    }

    private Verdict run(Timing timing, Probe probe, Supplier<Optional<String>> stop) {
        return new ProbeLoop(probe, ticker).run(spec(timing), Samples.HOST, told::add, stop);
    }

    /** A probe whose attempts take no time: '+' passes. */
    private static Probe attempts(String outcomes) {
        return probe(outcomes, spec -> Duration.ZERO, new FakeTicker());
    }

    /** A probe whose attempts take all the time they get. */
    private Probe slow(String outcomes) {
        return probe(
                outcomes,
                spec -> {
                    timeouts.add(spec.timing().timeout());
                    return spec.timing().timeout();
                },
                ticker);
    }

    private static Probe probe(String outcomes, Function<ProbeSpec, Duration> takes, FakeTicker ticker) {
        int[] number = {0};
        return (spec, on) -> {
            ticker.pass(takes.apply(spec));
            number[0]++;
            return new Probe.Outcome(outcomes.charAt(number[0] - 1) == '+', "saw " + number[0]);
        };
    }

    private static ProbeSpec spec(Timing timing) {
        return new ProbeSpec.ProcessState(timing);
    }

    private static Timing timing(int interval, int timeout, int within, int successes) {
        return new Timing(
                Duration.ofSeconds(interval), Duration.ofSeconds(timeout), Duration.ofSeconds(within), successes);
    }
}

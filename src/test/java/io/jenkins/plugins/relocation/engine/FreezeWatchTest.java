// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreezeWatchTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path home;

    private final FakeTicker ticker = new FakeTicker();
    private Optional<String> stop = Optional.empty();

    /** 1000 MiB, 2 s after the transfer, budget 10 s. */
    private final FreezeWatch watch = new FreezeWatch(
            Progress.NONE,
            "redis",
            Duration.ofSeconds(10),
            new Prediction(
                    1000 * MIB,
                    1000 * MIB,
                    Duration.ofSeconds(7),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(2),
                    "test"),
            () -> stop,
            ticker);

    @Test
    void letsAFreezeGoOnThatKeepsToItsBudget() {
        watch.frozen(Duration.ZERO);

        assertThatCode(() -> {
                    for (int second = 1; second <= 6; second++) {
                        ticker.pause(Duration.ofSeconds(1));
                        watch.bytes("memory", second * 150 * MIB, 0);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void givesUpAsSoonAsTheRateShowsThatTheBudgetWillBeExceeded() {
        watch.frozen(Duration.ZERO);
        ticker.pause(Duration.ofMillis(900));
        watch.bytes("memory", 45 * MIB, 0);
        ticker.pause(Duration.ofMillis(600));

        assertThatThrownBy(() -> watch.bytes("memory", 75 * MIB, 0))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("workload redis: the freeze is given up after 1.5 s, before its budget of 10 s")
                .hasMessageContaining("75 MiB sent at 50 MiB/s, 925 MiB left, so that it would take about 22 s");
    }

    @Test
    void givesUpWhenSomebodyWantsToStop() {
        watch.frozen(Duration.ZERO);
        stop = Optional.of("interrupted");

        assertThatThrownBy(() -> watch.bytes("memory", 0, 0)).hasMessageContaining("stopped: interrupted");

        watch.sent();
        assertThatCode(() -> watch.bytes("memory", 0, 0)).doesNotThrowAnyException();
    }

    @Test
    void doesNotCountTheTimeBeforeTheFreeze() {
        ticker.pause(Duration.ofMinutes(1));

        assertThatCode(() -> watch.bytes("", 0, 0)).doesNotThrowAnyException();
    }

    @Test
    void countsFromWhenTheHostSaysThatTheFreezeBegan() {
        watch.frozen(Duration.ofSeconds(9));

        assertThatThrownBy(() -> watch.bytes("memory", 700 * MIB, 0)).hasMessageContaining("given up after 9 s");
    }

    @Test
    void givesUpAFreezeThatSendsNothingWhenAllOfItWouldComeTooLate() {
        watch.frozen(Duration.ofSeconds(3));
        watch.bytes("", 0, 0);
        ticker.pause(Duration.ofMillis(1));

        assertThatThrownBy(() -> watch.bytes("", 0, 0)).hasMessageContaining("nothing was sent yet");
    }

    @Test
    void doesNotTakeTheTimeThatSavingNeedsToBeginForASlowLink() {
        watch.frozen(Duration.ofMillis(900));
        watch.bytes("memory", 1 * MIB, 0);
        ticker.pause(Duration.ofMillis(600));

        assertThatCode(() -> watch.bytes("memory", 150 * MIB, 0)).doesNotThrowAnyException();
    }

    @Test
    void addsUpMemoryAndFiles() {
        watch.frozen(Duration.ofSeconds(6));
        watch.bytes("memory", 900 * MIB, 0);

        assertThatCode(() -> watch.bytes("data files", 50 * MIB, 0)).doesNotThrowAnyException();
    }

    @Test
    void givesNothingUpOnceEverythingWasSent() {
        watch.frozen(Duration.ofSeconds(9));
        watch.sent();
        ticker.pause(Duration.ofSeconds(5));

        assertThatCode(() -> watch.bytes("", 0, 0)).doesNotThrowAnyException();
    }

    @Test
    void givesUpWhatSendsMoreThanWasPredictedWhenTheBudgetIsUsedUp() {
        watch.frozen(Duration.ofSeconds(9));
        watch.bytes("memory", 1500 * MIB, 0);
        ticker.pause(Duration.ofSeconds(1));

        assertThatThrownBy(() -> watch.bytes("memory", 1600 * MIB, 0)).hasMessageContaining("more than predicted");
    }

    @Test
    void aMoveThatIsGivenUpRunsOnItsSourceAgain() {
        EngineFixture fixture = new EngineFixture(home);
        Policy impatient = new Policy(Duration.ofSeconds(2), Duration.ofMinutes(15), Policy.AcceptLoss.ASK, false);
        Plan plan = fixture.evacuation(EngineFixture.workload("redis", impatient, List.of()));
        fixture.world.spending = progress -> {
            progress.frozen(Duration.ZERO);
            for (int i = 0; i < 60; i++) {
                fixture.ticker.pause(Duration.ofMillis(400));
                progress.bytes("", 0, 0);
            }
        };

        RunFailedException failure = catchThrowableOfType(RunFailedException.class, () -> fixture.relocator()
                .relocate(new Scope(plan.id(), 0), fixture.caller()));

        assertThat(failure).hasMessageContaining("the freeze is given up after");
        RunResult.MoveResult move = failure.result().moves().get(0);
        assertThat(move.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(move.freeze()).isLessThan(Duration.ofSeconds(3));
        assertThat(fixture.world.runsOn("redis")).contains("a");
        assertThat(fixture.world.leftovers()).isEmpty();
    }
}

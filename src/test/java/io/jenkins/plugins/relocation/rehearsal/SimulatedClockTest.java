// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class SimulatedClockTest {
    @TempDir
    private Path directory;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
        stage.options = RehearsalOptions.DEFAULT.in(directory);
    }

    @Test
    void skipsWhatIsOnlyWaitedFor() {
        long began = System.nanoTime();

        RehearsalResult result = stage.run("sleep time: 3, unit: 'HOURS'\necho 'awake'");

        assertThat(result.took())
                .isBetween(Duration.ofHours(3), Duration.ofHours(3).plusMinutes(20));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(5));
        assertThat(result.report().waits())
                .singleElement()
                .satisfies(wait -> assertThat(wait.what()).isEqualTo("3 HOURS"))
                .satisfies(wait -> assertThat(wait.took()).isGreaterThanOrEqualTo(Duration.ofHours(3)));
    }

    @Test
    void wakesBranchesInTheOrderOfTheirTime() {
        stage.run(
                """
                def minutes(n) { sleep time: n, unit: 'MINUTES' }
                parallel late: { minutes 50; echo 'third'; minutes 100; echo 'fifth' },
                    early: { minutes 10; echo 'first'; minutes 20; echo 'second'; minutes 40; echo 'fourth' }
                """);

        assertThat(stage.said())
                .containsExactly("[early] first", "[early] second", "[late] third", "[early] fourth", "[late] fifth");
    }

    @Test
    void endsTheTimeLimitThatComesFirst() {
        RehearsalResult result = stage.run(
                """
                timeout(time: 2, unit: 'HOURS') {
                    try {
                        timeout(time: 30) { sleep time: 1, unit: 'DAYS' }
                    } catch (e) {
                        echo "inner: ${e.message}"
                    }
                    sleep time: 80, unit: 'MINUTES'
                    echo 'still here'
                    sleep time: 20, unit: 'MINUTES'
                }
                """);

        assertThat(stage.said()).containsExactly("inner: timeout: it took longer than 30 MINUTES", "still here");
        assertThat(result.error().orElseThrow().message()).isEqualTo("timeout: it took longer than 2 HOURS");
        assertThat(result.took())
                .isBetween(Duration.ofHours(2), Duration.ofHours(2).plusMinutes(20));
    }

    @Test
    void waitsForRealWorkOfOtherBranches() {
        stage.steps.relocating = caller -> {
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (!stage.console().contains("short") && System.nanoTime() - end < 0) {
                Ticker.SYSTEM.pause(Duration.ofMillis(20));
            }
        };

        stage.run(
                """
                parallel move: { relocate plan: 'p'; echo 'moved' },
                    wait: { sleep time: 50, unit: 'MILLISECONDS'; echo 'short'; sleep time: 5, unit: 'HOURS'; echo 'long' }
                """);

        assertThat(stage.said()).containsExactly("[wait] short", "[move] moved", "[wait] long");
    }

    @Test
    void handsLocksOver() {
        RehearsalResult result = stage.run(
                """
                parallel a: { lock('rack') { sleep 6000; echo 'a' } }, b: { sleep 60; lock('rack') { echo 'b' } }
                """);

        assertThat(stage.said()).containsExactly("[a] a", "[b] b");
        assertThat(result.report().waits())
                .filteredOn(wait -> wait.kind() == RehearsalReport.WaitKind.LOCK)
                .singleElement()
                .satisfies(wait -> assertThat(wait.took()).isGreaterThanOrEqualTo(Duration.ofSeconds(5000)));
    }

    @Test
    void findsWhatWouldWaitForEver() {
        RehearsalResult result = stage.run("lock('rack') {\n  lock('rack') { echo 'never' }\n}");

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.error().orElseThrow().describe()).startsWith("Jenkinsfile:2: nothing can go on any more");
    }

    @Test
    void findsLocksThatBranchesTakeInDifferentOrder() {
        RehearsalResult result = stage.run(
                """
                parallel a: { lock('x') { sleep 600; lock('y') { echo 'a' } } },
                    b: { lock('y') { sleep 600; lock('x') { echo 'b' } } }
                """);

        assertThat(result.error().orElseThrow().message()).startsWith("nothing can go on any more");
    }

    @Test
    void endsConditionThatIsNeverMet() {
        RehearsalResult result = stage.run("timeout(time: 10, unit: 'MINUTES') {\n  waitUntil { false }\n}");

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.report().waits())
                .singleElement()
                .satisfies(wait -> assertThat(wait.what()).matches("a condition, looked at \\d+ times"))
                .satisfies(wait ->
                        assertThat(wait.outcome()).isEqualTo("not met: timeout: it took longer than 10 MINUTES"));
    }

    @Test
    void saysWhenPostTakesLongerThanJenkinsGivesIt() {
        RehearsalResult result = stage.run(
                """
                pipeline {
                  agent none
                  options { timeout(time: 1, unit: 'HOURS') }
                  stages { stage('A') { steps { sleep time: 2, unit: 'HOURS' } } }
                  post {
                    aborted { sleep time: 3, unit: 'MINUTES' }
                  }
                }
                """);

        assertThat(result.report().notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.line()).isEqualTo(6))
                .satisfies(notice -> assertThat(notice.text())
                        .matches("post section aborted took 3 min.* after the build was told to end;"
                                + " after a timeout Jenkins gives it 1 min"));
    }

    @Test
    void keepsRealTimeWhenCommandsAreReallyRun() {
        SimulatedClock clock = new SimulatedClock(false);
        long began = System.nanoTime();

        clock.pause(Duration.ofMillis(120));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
        clock.close();
    }

    @Test
    void endsWaitOfItsPartWhenThatHasToEnd() {
        try (SimulatedClock clock = new SimulatedClock(true)) {
            Cancellation part = new Cancellation(clock);
            clock.after(Duration.ofMinutes(5), () -> part.cancel(new Interruption(BuildResult.ABORTED, "enough")));

            assertThatThrownBy(() -> clock.await(SimulatedClock.FOR_EVER, () -> false, part))
                    .isInstanceOf(Interruption.class)
                    .hasMessage("enough");
        }
    }
}

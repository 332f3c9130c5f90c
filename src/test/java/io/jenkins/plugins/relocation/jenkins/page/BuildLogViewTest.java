// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.jenkins.standin.Samples;
import io.jenkins.plugins.relocation.jenkins.standin.TestClock;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildLogViewTest {
    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TestClock clock = new TestClock();
    private final BuildLogView view = new BuildLogView(new PrintStream(bytes, true, StandardCharsets.UTF_8), clock);

    @Test
    void writesThePlan() {
        view.on(new RelocationEvent.Planned(Samples.plan()));

        assertThat(lines())
                .containsExactly(
                        "Plan %s: evacuate a; 1 move in 1 wave; SHA-256 %s"
                                .formatted(Samples.plan().id(), Samples.plan().digest()),
                        "  wave 1: redis: a → b, 64.0 MiB, frozen for 400 ms (up to 400 ms; estimate), encrypted, ssh aes128-gcm");
    }

    @Test
    void writesEveryFindingThatDidNotPass() {
        view.on(new RelocationEvent.Prechecked(
                "p-1",
                List.of(
                        Samples.finding(Finding.Verdict.PASS, "4.2.1"),
                        Samples.finding(Finding.Verdict.FAIL, "3.17"))));

        assertThat(lines())
                .containsExactly(
                        "Prechecks of plan p-1: 1 passed, 1 did not, 1 of them required",
                        "  FAIL (required) criu.version on b for redis: 3.17. What to do: install CRIU 4.2");
    }

    @Test
    void writesPhasesActsNotesAndWarnings() {
        view.on(new RelocationEvent.RunStarted("r-1", "p-1", true));
        view.on(new RelocationEvent.PhaseChanged("r-1", "redis", Phase.CHECKPOINTED, Phase.FROZEN, "tree of 3"));
        view.on(new RelocationEvent.ActStarted("r-1", "redis", "restore on b"));
        view.on(new RelocationEvent.Noted("r-1", "", "host a is closed"));
        view.on(new RelocationEvent.Warned("r-1", "redis", "clock of b is 3 s off"));

        assertThat(lines())
                .containsExactly(
                        "Run r-1 of plan p-1 continues",
                        "redis: CHECKPOINTED → FROZEN (nobody runs it; source held): tree of 3",
                        "redis: restore on b",
                        "host a is closed",
                        "WARNING: redis: clock of b is 3 s off");
        assertThat(view.warnings()).isEqualTo(1);
        assertThat(view.firstWarning()).contains("redis: clock of b is 3 s off");
    }

    @Test
    void writesWhereEverythingStandsAtTheEnd() {
        view.on(new RelocationEvent.StepEnded(Samples.run(Phase.COMMITTED, "")));

        assertThat(lines())
                .containsExactly(
                        "redis: a → b: COMMITTED (target runs it), frozen for 412 ms (predicted 400 ms, up to 400 ms), sent 60 MiB"
                                + " (predicted 64 MiB) at 200 MiB/s",
                        "1 move: longest freeze 412 ms (redis; predicted 400 ms), sent 60 MiB (predicted 64 MiB) at 200"
                                + " MiB/s",
                        "Host a is empty: safe to power off",
                        "Run r-1 is settled");
    }

    @Test
    void writesHowFarTheJournalHasGotForWhoeverWantsToProveItLater() {
        view.on(new RelocationEvent.StepEnded(
                Samples.run(Phase.COMMITTED, "").signed("journal of r-1: line 42, hash 5e")));

        assertThat(lines()).containsSubsequence("journal of r-1: line 42, hash 5e", "Run r-1 is settled");
    }

    @Test
    void writesProgressAtMostEveryTenSeconds() {
        for (int second = 0; second <= 30; second++) {
            transferred(second * 10L, 1000);
            clock.forward(Duration.ofSeconds(1));
        }

        assertThat(lines())
                .containsExactly(
                        "redis: memory 100.0 MiB of 1000.0 MiB (10 %), 10.0 MiB/s",
                        "redis: memory 200.0 MiB of 1000.0 MiB (20 %), 10.0 MiB/s",
                        "redis: memory 300.0 MiB of 1000.0 MiB (30 %), 10.0 MiB/s");
    }

    @Test
    void writesSlowProgressOnceAMinuteAndTheEndOnce() {
        for (int second = 0; second <= 120; second++) {
            transferred(second, 10000);
            clock.forward(Duration.ofSeconds(1));
        }
        transferred(10000, 10000);
        transferred(10000, 10000);

        assertThat(lines()).hasSize(3).element(0).asString().startsWith("redis: memory 60.0 MiB of 9.8 GiB (0 %)");
        assertThat(lines().get(2)).startsWith("redis: memory 9.8 GiB of 9.8 GiB (100 %)");
    }

    @Test
    void hasFewLinesHoweverLongAMoveTakes() {
        for (long second = 0; second < Duration.ofDays(7).toSeconds(); second += 5) {
            transferred(second / 100, 100_000);
            view.on(new RelocationEvent.Probed("r-1", "redis", "tcp b:6379", false, "refused " + second));
            view.on(new RelocationEvent.Noted("r-1", "redis", "still waiting, " + second + " s"));
            view.on(new RelocationEvent.Warned("r-1", "redis", "b does not answer, " + second + " s"));
            view.on(new RelocationEvent.ActStarted("r-1", "redis", "look at b, try " + second));
            clock.forward(Duration.ofSeconds(5));
        }

        assertThat(lines()).hasSizeBetween(50, 180);
        assertThat(lines()).anyMatch(line -> line.endsWith(" more of this kind before)"));
        assertThat(view.warnings()).isEqualTo(7 * 24 * 720);
    }

    @Test
    void writesAProbeWhenItsOutcomeIsNewAndThenEverMoreSeldom() {
        for (int second = 0; second < 12; second++) {
            view.on(new RelocationEvent.Probed("r-1", "redis", "tcp b:6379", false, "connection refused"));
            clock.forward(Duration.ofSeconds(1));
        }
        view.on(new RelocationEvent.Probed("r-1", "redis", "tcp b:6379", true, "connected"));

        assertThat(lines())
                .containsExactly(
                        "redis: probe tcp b:6379 did not pass: connection refused",
                        "redis: probe tcp b:6379 did not pass: connection refused (9 more of this kind before)",
                        "redis: probe tcp b:6379 passed: connected");
    }

    @Test
    void textFromAHostCannotPassForALineOfTheEngine() {
        view.on(new RelocationEvent.Noted("r-1", "redis", "x\nRun r-1 is settled\r\u001b[8mha:\u202e"));

        assertThat(lines()).containsExactly("redis: x", "  | Run r-1 is settled", "  | \\u001b[8mha:\\u202e");
    }

    private void transferred(long mebibytes, long total) {
        view.on(new RelocationEvent.Transferred("r-1", "redis", "memory", mebibytes * MIB, total * MIB));
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}

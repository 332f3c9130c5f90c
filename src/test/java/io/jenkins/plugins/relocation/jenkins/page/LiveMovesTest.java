// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.jenkins.standin.TestClock;
import io.jenkins.plugins.relocation.model.Phase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveMovesTest {
    private final TestClock clock = new TestClock();
    private final LiveMoves live = new LiveMoves(clock);

    @Test
    void saysWhichPhaseOfWhichMoveIsGoingOnAndSinceWhen() {
        live.on(new RelocationEvent.RunStarted("r-9", "p-1", false));
        live.on(new RelocationEvent.PhaseChanged("r-9", "redis", Phase.CHECKPOINTED, Phase.FROZEN, ""));
        clock.forward(Duration.ofSeconds(2));
        live.on(new RelocationEvent.ActStarted("r-9", "redis", "restore on b"));
        clock.forward(Duration.ofMillis(1250));
        live.on(new RelocationEvent.Transferred("r-9", "redis", "memory", 12 << 20, 48 << 20));

        assertThat(live.status())
                .isEqualTo("redis FROZEN since 14:03:00 UTC (3.25 s), restore on b since 1.25 s,"
                        + " memory 12.0 MiB of 48.0 MiB (25 %)");
        assertThat(live.doing("redis")).isEqualTo("restore on b since 1.25 s, memory 12.0 MiB of 48.0 MiB (25 %)");
        assertThat(live.doing("web")).isEmpty();
    }

    @Test
    void countsMovesAndNamesTheFirstThatAreBeingWorkedOn() {
        for (int i = 0; i < 8; i++) {
            live.on(new RelocationEvent.ActStarted("r-9", "w" + i, "freeze on a"));
        }
        live.on(new RelocationEvent.PhaseChanged("r-9", "done", Phase.RESTORED, Phase.RESUMED, ""));

        assertThat(live.status())
                .startsWith("w0 PLANNED since 14:03:00 UTC (0 ms), freeze on a; w1 ")
                .doesNotContain("w5 ")
                .endsWith("; 8 PLANNED, 1 RESUMED");
    }

    @Test
    void knowsWhatWasDoneBeforeItListened() {
        live.expect(Map.of("redis", Phase.RESUMED));
        live.on(new RelocationEvent.PhaseChanged("r-9", "web", Phase.PLANNED, Phase.PRECHECKED, ""));
        live.expect(Map.of("web", Phase.PLANNED));

        assertThat(live.status()).isEqualTo("1 PRECHECKED, 1 RESUMED");
    }

    @Test
    void isFoundByItsRunUntilTheStepHasEnded() {
        live.on(new RelocationEvent.RunStarted("r-live", "p-1", false));

        assertThat(LiveMoves.ofRun("r-live")).containsSame(live);
        assertThat(live.run()).contains("r-live");

        live.ended();

        assertThat(LiveMoves.ofRun("r-live")).isEmpty();
    }

    @Test
    void saysTheLatestNewsBeforeThereIsAMove() {
        assertThat(live.status()).isEqualTo("starting");

        live.on(new RelocationEvent.Noted("", "", "looking at host a"));

        assertThat(live.status()).isEqualTo("looking at host a");
    }

    @Test
    void keepsWhatComesFromHostsOnOneLine() {
        live.on(new RelocationEvent.ActStarted("r-9", "redis", "x\nRun r-9 is settled\u001b[8m"));

        assertThat(live.status()).doesNotContain("\n", "\u001b");
        assertThat(live.doing("redis")).doesNotContain("\n", "\u001b");
    }
}

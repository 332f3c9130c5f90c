// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.jenkins.standin.PageSamples;
import io.jenkins.plugins.relocation.jenkins.standin.TestView;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Line;
import io.jenkins.plugins.relocation.model.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeLineTest {
    private static final Instant START = Instant.parse("2026-03-01T14:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void barsFollowEachOtherFromEndToEnd() {
        List<PhaseBar> bars = redis(line(false, START.plus(DAY)));

        assertThat(bars)
                .extracting(PhaseBar::getPhase)
                .startsWith("PLANNED", "PRECHECKED")
                .endsWith("RESUMED");
        assertThat(bars.get(0).getX()).isEqualTo(170);
        for (int i = 1; i < bars.size(); i++) {
            assertThat(bars.get(i).getX())
                    .isBetween(
                            bars.get(i - 1).getX(),
                            bars.get(i - 1).getX() + bars.get(i - 1).getWidth());
        }
        PhaseBar last = bars.get(bars.size() - 1);
        assertThat(last.getX() + last.getWidth()).isEqualTo(990);
    }

    @Test
    void endsWithWhatHappenedLastUnlessSomethingIsBeingDone() {
        assertThat(line(false, START.plus(DAY)).getTook()).isEqualTo("20.00 s");
        assertThat(line(true, START.plus(DAY)).getTook()).isEqualTo("24 h 0 min");
        assertThat(line(true, START).getTook()).isEqualTo("20.00 s");
    }

    @Test
    void aFreezeOfMillisecondsIsToBeSeenInARunOfADay() {
        PhaseBar frozen = redis(line(true, START.plus(DAY))).stream()
                .filter(bar -> bar.getPhase().equals("FROZEN"))
                .findFirst()
                .orElseThrow();

        assertThat(frozen.getWidth()).isPositive();
        assertThat(frozen.isSigned()).isFalse();
        assertThat(frozen.getTitle()).isEqualTo("FROZEN from 2026-03-01 14:00:10.000 UTC, 412 ms");
        assertThat(frozen.getKind()).isEqualTo("nobody");
    }

    @Test
    void aPhaseThatBeginsWithTheLastLineIsInsideTheDrawing() {
        TestView view = new TestView();
        view.line("r-1", START, new Entry.RunOpened("r-1", PageSamples.planId(), "x", "alice"));
        view.line("r-1", START.plus(DAY), phase(Phase.PLANNED, Phase.PRECHECKED));

        PhaseBar last = redis(TimeLine.of(PageSamples.plan(), view.journal("r-1"), false, START)
                        .orElseThrow())
                .get(1);

        assertThat(last.getX()).isEqualTo(987);
        assertThat(last.getWidth()).isEqualTo(3);
    }

    @Test
    void aClockThatWasSetBackDoesNoHarm() {
        TestView view = new TestView();
        view.line("r-1", START, new Entry.RunOpened("r-1", PageSamples.planId(), "x", "alice"));
        view.line("r-1", START.minusSeconds(60), phase(Phase.PLANNED, Phase.PRECHECKED));

        TimeLine line = TimeLine.of(PageSamples.plan(), view.journal("r-1"), false, START)
                .orElseThrow();

        assertThat(line.getTook()).isEqualTo("0 ms");
        assertThat(redis(line)).extracting(PhaseBar::getTook).containsExactly("0 ms", "0 ms");
    }

    @Test
    void thereIsNoneBeforeAnythingHasHappened() {
        assertThat(TimeLine.of(PageSamples.plan(), List.of(), false, START)).isEmpty();
    }

    private static Entry phase(Phase from, Phase to) {
        return new Entry.PhaseEntered("redis", from, "PRECHECK_PASSED", to, "");
    }

    private static List<PhaseBar> redis(TimeLine line) {
        return line.getRows().get(0).getBars();
    }

    private static TimeLine line(boolean goesOn, Instant now) {
        List<Line> journal = PageSamples.underWay("redis", "web").journal("r-1");
        return TimeLine.of(PageSamples.plan(), journal, goesOn, now).orElseThrow();
    }
}

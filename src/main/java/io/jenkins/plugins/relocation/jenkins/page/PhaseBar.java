// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.model.Phase;
import java.time.Duration;
import java.time.Instant;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One phase of one move on the time line: when it began and how long it lasted. */
@ExportedBean(defaultVisibility = 5)
public final class PhaseBar {
    /** Narrower ones are drawn, but their sign would not fit. */
    private static final int SIGN = 16;

    private final Phase phase;
    private final Instant begin;
    private final Duration took;
    private final int x;
    private final int width;
    private final boolean last;

    PhaseBar(Phase phase, Instant begin, Duration took, int x, int width, boolean last) {
        this.phase = phase;
        this.begin = begin;
        this.took = took;
        this.x = x;
        this.width = width;
        this.last = last;
    }

    @Exported
    public String getPhase() {
        return phase.name();
    }

    /** What holds in it, in words. */
    public String getHolds() {
        return phase.holds();
    }

    public String getSymbol() {
        return Symbols.of(phase);
    }

    /** "source", "nobody", "target", "back" or "operator": who runs the workload. */
    public String getKind() {
        return Symbols.kind(phase);
    }

    /** When it began. */
    @Exported
    public String getBegin() {
        return TimeText.of(begin);
    }

    /** How long it lasted, or has lasted so far. */
    @Exported
    public String getTook() {
        return last && phase.settled() ? "" : HumanText.duration(took);
    }

    /** All of it on one line. */
    public String getTitle() {
        return "%s from %s%s".formatted(phase, getBegin(), getTook().isEmpty() ? "" : ", " + getTook());
    }

    /** Where it is drawn, of a width of {@link TimeLine#WIDTH}. */
    public int getX() {
        return x;
    }

    public int getWidth() {
        return width;
    }

    /** Where its sign is drawn. */
    public int getMiddle() {
        return x + width / 2;
    }

    /** Whether its sign fits into it. */
    public boolean isSigned() {
        return width >= SIGN;
    }
}

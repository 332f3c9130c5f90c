// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One move on the time line. */
@ExportedBean(defaultVisibility = 4)
public final class TimeRow {
    private final String workload;
    private final int wave;
    private final int y;
    private final List<PhaseBar> bars;

    TimeRow(String workload, int wave, int y, List<PhaseBar> bars) {
        this.workload = workload;
        this.wave = wave;
        this.y = y;
        this.bars = List.copyOf(bars);
    }

    @Exported
    public String getWorkload() {
        return workload;
    }

    /** Number of its wave. */
    @Exported
    public int getWave() {
        return wave;
    }

    /** Its phases, the first first. */
    @Exported
    public List<PhaseBar> getBars() {
        return bars;
    }

    /** Where it is drawn. */
    public int getY() {
        return y;
    }

    /** Where its text stands. */
    public int getTextY() {
        return y + 15;
    }
}

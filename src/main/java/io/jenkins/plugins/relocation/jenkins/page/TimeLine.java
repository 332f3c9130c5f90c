// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Line;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The phases of all moves of a run beside each other, as its journal tells them, wave by wave. */
@ExportedBean(defaultVisibility = 3)
public final class TimeLine {
    /** Width of what is drawn, in units of the drawing. */
    static final int WIDTH = 1000;

    private static final int LEFT = 170;
    private static final int RIGHT = 990;
    private static final int ROW = 28;
    /** A freeze of milliseconds in a run of hours is still to be seen. */
    private static final int LEAST = 3;

    private final Instant begin;
    private final Instant end;
    private final List<TimeRow> rows;

    private TimeLine(Plan plan, List<Line> journal, Instant end) {
        this.begin = journal.get(0).at();
        this.end = end;
        List<TimeRow> all = new ArrayList<>();
        for (Wave wave : plan.waves()) {
            for (Move move : wave.moves()) {
                all.add(new TimeRow(move.workload(), wave.number(), all.size() * ROW, bars(move.workload(), journal)));
            }
        }
        this.rows = List.copyOf(all);
    }

    /**
     * The time line of a run.
     *
     * @param goesOn whether something is being done now; if not, the time line ends with what happened last
     * @param now end of the time line of a run that goes on
     * @return empty: nothing has happened yet
     */
    static Optional<TimeLine> of(Plan plan, List<Line> journal, boolean goesOn, Instant now) {
        if (journal.isEmpty()) {
            return Optional.empty();
        }
        Instant last = journal.get(journal.size() - 1).at();
        return Optional.of(new TimeLine(plan, journal, goesOn && now.isAfter(last) ? now : last));
    }

    private List<PhaseBar> bars(String workload, List<Line> journal) {
        List<PhaseBar> bars = new ArrayList<>();
        Phase phase = Phase.PLANNED;
        Instant since = begin;
        for (Line line : journal) {
            if (line.entry() instanceof Entry.PhaseEntered entered
                    && entered.workload().equals(workload)) {
                bars.add(bar(phase, since, line.at(), false));
                phase = entered.to();
                since = line.at();
            }
        }
        bars.add(bar(phase, since, end, true));
        return bars;
    }

    private PhaseBar bar(Phase phase, Instant from, Instant to, boolean last) {
        int x = position(from);
        int width = Math.max(LEAST, position(to) - x);
        // The clock of the controller may have been set back in between.
        Duration took = to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
        return new PhaseBar(phase, from, took, Math.min(x, RIGHT - LEAST), width, last);
    }

    private int position(Instant time) {
        long all = Math.max(1, Duration.between(begin, end).toMillis());
        long part = Math.max(0, Math.min(all, Duration.between(begin, time).toMillis()));
        return LEFT + (int) ((RIGHT - LEFT) * part / all);
    }

    /** One row a move. */
    @Exported
    public List<TimeRow> getRows() {
        return rows;
    }

    @Exported
    public String getBegin() {
        return TimeText.of(begin);
    }

    @Exported
    public String getEnd() {
        return TimeText.of(end);
    }

    /** How long it has taken so far. */
    @Exported
    public String getTook() {
        return HumanText.duration(end.isBefore(begin) ? Duration.ZERO : Duration.between(begin, end));
    }

    /** Height of what is drawn. */
    public int getHeight() {
        return Math.max(ROW, rows.size() * ROW);
    }
}

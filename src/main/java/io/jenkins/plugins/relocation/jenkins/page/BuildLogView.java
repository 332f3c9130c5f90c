// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what the engine does into a build's log: one line an event, what comes often ever more seldom, so that a move that takes
 * a week has hardly more lines than one that takes an hour. Text from hosts and inventories cannot pass for a line of the
 * engine.
 */
public final class BuildLogView implements RelocationListener {
    private static final int PROBES = 1;
    private static final int REMARKS = 20;

    private final PrintStream out;
    private final Ticker ticker;
    private final Map<String, Throttle> transfers = new HashMap<>();
    private final Map<String, Fading> often = new HashMap<>();
    private int warnings;
    private Optional<String> firstWarning = Optional.empty();

    /** Writes to the log of one build. */
    public BuildLogView(PrintStream out, Ticker ticker) {
        this.out = requireNonNull(out, "out is null");
        this.ticker = requireNonNull(ticker, "ticker is null");
    }

    @Override
    public synchronized void on(RelocationEvent event) {
        if (event instanceof RelocationEvent.Transferred transferred) {
            transferred(transferred);
        } else if (event instanceof RelocationEvent.Probed probed) {
            often("probe/%s/%s/%s".formatted(probed.workload(), probed.probe(), probed.passed()), PROBES, event);
        } else if (event instanceof RelocationEvent.Noted noted) {
            often("note/" + noted.workload(), REMARKS, event);
        } else if (event instanceof RelocationEvent.ActStarted started) {
            often("act/" + started.workload(), REMARKS, event);
        } else if (event instanceof RelocationEvent.Warned warned) {
            warned(warned);
        } else {
            EventText.lines(event).forEach(this::say);
        }
    }

    /** Writes something of the step itself: one line, or one with marked lines below it. */
    public synchronized void say(String text) {
        out.println(HumanText.block(text));
    }

    /** How many warnings there were. */
    public synchronized int warnings() {
        return warnings;
    }

    /** What the first of them said, on one line. */
    public synchronized Optional<String> firstWarning() {
        return firstWarning;
    }

    private void warned(RelocationEvent.Warned warned) {
        warnings++;
        if (firstWarning.isEmpty()) {
            firstWarning = Optional.of(HumanText.line(
                    warned.workload().isEmpty() ? warned.text() : warned.workload() + ": " + warned.text()));
        }
        often("warning/" + warned.workload(), REMARKS, warned);
    }

    private void often(String key, int free, RelocationEvent event) {
        Fading fading = often.computeIfAbsent(key, k -> new Fading(free));
        if (fading.lets(ticker.nanos())) {
            int held = fading.held();
            EventText.lines(event)
                    .forEach(line -> say(held == 0 ? line : "%s (%d more of this kind before)".formatted(line, held)));
        }
    }

    private void transferred(RelocationEvent.Transferred event) {
        Throttle throttle = transfers.computeIfAbsent(
                event.workload() + "/" + event.what(), key -> new Throttle(ticker.nanos(), event.done()));
        if (throttle.lets(ticker.nanos(), event.done(), event.total())) {
            say(EventText.transferred(event, throttle.bytesPerSecond(ticker.nanos(), event.done())));
        }
    }
}

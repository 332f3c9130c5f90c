// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes what the engine does into a build's log: one line an event, what comes often only now and then. Text from hosts
 * and inventories cannot pass for a line of the engine.
 */
public final class BuildLogView implements RelocationListener {
    private final PrintStream out;
    private final Ticker ticker;
    private final Map<String, Throttle> transfers = new HashMap<>();
    private final Map<String, Throttle> probes = new HashMap<>();
    private String status = "starting";

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
            probed(probed);
        } else {
            EventText.lines(event).forEach(this::say);
        }
    }

    /** Writes something of the step itself: one line, or one with marked lines below it. */
    public synchronized void say(String text) {
        String block = HumanText.block(text);
        out.println(block);
        status = block.lines().findFirst().orElse("");
    }

    /** The latest news on one line. */
    public synchronized String status() {
        return status;
    }

    private void transferred(RelocationEvent.Transferred event) {
        Throttle throttle = transfers.computeIfAbsent(
                event.workload() + "/" + event.what(), key -> new Throttle(ticker.nanos(), event.done()));
        String text = EventText.transferred(event, throttle.bytesPerSecond(ticker.nanos(), event.done()));
        if (throttle.lets(ticker.nanos(), event.done(), event.total())) {
            say(text);
        } else {
            status = HumanText.line(text);
        }
    }

    private void probed(RelocationEvent.Probed event) {
        Throttle throttle = probes.computeIfAbsent(
                event.workload() + "/" + event.probe() + "/" + event.passed(), key -> new Throttle(ticker.nanos(), 0));
        if (throttle.first() || throttle.lets(ticker.nanos(), 0, 0)) {
            say(EventText.probed(event));
        }
    }
}

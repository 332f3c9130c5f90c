// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Overdue;
import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.jenkins.page.BuildLogView;
import io.jenkins.plugins.relocation.jenkins.page.JournalView;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.logging.Level;

/**
 * Verifies, once a minute, what runs unverified on its target for longer than its owner allows: a build was aborted, forgot to
 * verify, or is gone. Connections are made from the controller with the credentials that the build may use that moved it.
 */
@Extension
public class HoldDeadlines extends AsyncPeriodicWork {
    private final Ticker ticker;

    /** Called by Jenkins. */
    public HoldDeadlines() {
        this(Ticker.SYSTEM);
    }

    HoldDeadlines(Ticker ticker) {
        super("Relocation hold deadlines");
        this.ticker = ticker;
    }

    @Override
    public long getRecurrencePeriod() {
        return Duration.ofMinutes(1).toMillis();
    }

    /** Two lines a minute in the log of Jenkins would hide what matters there. */
    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }

    /** Verifying may take longer than a minute: that the last round goes on is no news. */
    @Override
    protected Level getSlowLoggingLevel() {
        return Level.FINE;
    }

    @Override
    protected void execute(TaskListener listener) {
        RunStore store = new RunStore(Engines.get().home());
        for (Overdue overdue : Overdue.in(store, ticker.now(), JournalView.endedIn(store))) {
            settle(overdue, listener);
        }
    }

    private void settle(Overdue overdue, TaskListener listener) {
        String build =
                BuildName.find(overdue.who()).map(Run::getExternalizableId).orElse(overdue.who());
        BuildLogView log = new BuildLogView(listener.getLogger(), ticker);
        log.say(Messages.get(
                "HoldDeadlines.overdue", overdue.run(), overdue.wave(), String.join(", ", overdue.workloads())));
        try {
            Engines.get()
                    .steps(build)
                    .verify(
                            new Scope(overdue.plan(), overdue.wave()),
                            Caller.of(overdue.who().isEmpty() ? "hold deadline" : overdue.who(), log));
        } catch (RelocationException e) {
            // A step that works on the run right now comes first.
            if (e.code() != ErrorCode.BUSY) {
                log.say(e.getMessage());
            }
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Removes once a day what the global configuration says need not be kept any longer. */
@Extension
public class Retention extends AsyncPeriodicWork {
    /** Called by Jenkins. */
    public Retention() {
        super("Relocation retention");
    }

    @Override
    public long getRecurrencePeriod() {
        return Duration.ofDays(1).toMillis();
    }

    @Override
    protected void execute(TaskListener listener) throws IOException {
        int days = RelocationConfiguration.get().getKeepDays();
        if (days > 0) {
            List<String> removed =
                    new HomeCleanup(Engines.get().home(), Ticker.SYSTEM).removeOlderThan(Duration.ofDays(days));
            listener.getLogger().println(Messages.get("Retention.removed", days, String.join(", ", removed)));
        }
    }
}

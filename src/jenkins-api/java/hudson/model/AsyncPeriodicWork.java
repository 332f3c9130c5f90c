// SPDX-License-Identifier: MIT
package hudson.model;

import java.io.IOException;
import java.util.logging.Level;

public abstract class AsyncPeriodicWork extends PeriodicWork {
    protected AsyncPeriodicWork(String name) {}

    protected Level getNormalLoggingLevel() {
        return null;
    }

    protected Level getSlowLoggingLevel() {
        return null;
    }

    protected abstract void execute(TaskListener listener) throws IOException, InterruptedException;
}

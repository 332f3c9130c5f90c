// SPDX-License-Identifier: MIT
package jenkins.util;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Stand-in for tests. */
public class Timer {
    private static final ScheduledExecutorService SERVICE = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "timer");
        thread.setDaemon(true);
        return thread;
    });

    private Timer() {}

    public static ScheduledExecutorService get() {
        return SERVICE;
    }
}

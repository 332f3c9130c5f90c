// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads in which engine calls of steps block. Bounded, so that a pipeline with many parallel branches cannot eat the
 * controller; separate from Jenkins's own pools, so that long moves do not starve them. Daemons: what is under way when
 * Jenkins ends is continued from the journal.
 */
final class StepThreads {
    private static final int THREADS = 32;
    private static final int WAITING = 1000;
    private static final int IDLE_SECONDS = 60;
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final ThreadPoolExecutor POOL = pool();

    private StepThreads() {}

    /**
     * Runs the work as soon as a thread is free.
     *
     * @throws java.util.concurrent.RejectedExecutionException when too many wait already
     */
    static void run(Runnable work) {
        POOL.execute(work);
    }

    private static ThreadPoolExecutor pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                StepThreads::thread);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "relocation step " + COUNT.incrementAndGet());
        thread.setDaemon(true);
        // Not the loader of the pipeline that happens to need a new thread: it would be kept from being collected.
        thread.setContextClassLoader(StepThreads.class.getClassLoader());
        return thread;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads for calls that may block without a deadline of their own. The library swallows interruptions and writes to
 * sockets without a limit, so the caller's thread only ever waits for a future.
 */
final class Workers implements AutoCloseable {
    private static final AtomicLong COUNT = new AtomicLong();
    private static final long IDLE_SECONDS = 10;

    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Workers::thread);

    <T> Future<T> submit(Callable<T> work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw new RelocationException(ErrorCode.STOPPED, "connections were closed on this side", e);
        }
    }

    /** Does work that nobody waits for; nothing when closed, as then the connections are gone too. */
    void tidy(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            // Closed in the meantime.
            return;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "relocation-ssh-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits a bounded time for work that may not end by itself, such as name resolution. */
public final class TimeLimit {
    private TimeLimit() {}

    /**
     * Runs the work on a thread of its own. Work that is over its limit is interrupted and no longer waited for; the
     * caller closes what it is blocked on. Its thread does not keep the process alive.
     *
     * @param name name of the thread
     * @param limit how long to wait
     * @return what the work returned
     * @throws TimeoutException when the limit is over
     * @throws ExecutionException with what the work threw
     * @throws RelocationException with {@link ErrorCode#STOPPED} when this thread is interrupted
     */
    public static <T> T call(String name, Duration limit, Callable<T> work)
            throws TimeoutException, ExecutionException {
        if (Thread.currentThread().isInterrupted()) {
            // Work that ends at once would hide that somebody wants this thread to stop.
            throw new RelocationException(ErrorCode.STOPPED, "stopped before " + name);
        }
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        boolean ended = false;
        try {
            T result = task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            ended = true;
            return result;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RelocationException(ErrorCode.STOPPED, "stopped while waiting for " + name, stopped);
        } finally {
            if (!ended) {
                task.cancel(true);
            }
        }
    }
}

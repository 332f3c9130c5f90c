// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import hudson.remoting.Callable;
import hudson.remoting.Future;
import hudson.remoting.VirtualChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An agent in this process: runs what it is sent, and can be lost. */
public final class LocalAgent implements VirtualChannel, AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<java.util.concurrent.Future<?>> running = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public <V, T extends Throwable> Future<V> callAsync(Callable<V, T> callable) {
        calls.add(callable.toString());
        java.util.concurrent.Future<V> work = threads.submit(() -> {
            try {
                return callable.call();
            } catch (Exception e) {
                throw e;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        });
        running.add(work);
        return new Sent<>(work);
    }

    /** What it was sent, as it would be logged. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** How many calls still run. */
    public long busy() {
        return running.stream().filter(work -> !work.isDone()).count();
    }

    /** Everything that it does ends. */
    public void lose() {
        running.forEach(work -> work.cancel(true));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private record Sent<V>(java.util.concurrent.Future<V> work) implements Future<V> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return work.cancel(mayInterruptIfRunning);
        }

        @Override
        public boolean isCancelled() {
            return work.isCancelled();
        }

        @Override
        public boolean isDone() {
            return work.isDone();
        }

        @Override
        public V get() throws InterruptedException, ExecutionException {
            return work.get();
        }

        @Override
        public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            return work.get(timeout, unit);
        }
    }
}

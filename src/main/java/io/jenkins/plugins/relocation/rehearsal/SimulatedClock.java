// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The time of a rehearsal: real time, and what was skipped because nothing was going on but waiting. When every thread of
 * the script waits, time moves on at once to the next moment at which one of them, or a deadline, is due. Thread-safe.
 */
final class SimulatedClock implements Ticker, AutoCloseable {
    /** How long to wait when nothing else ends the wait. */
    static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final ScheduledExecutorService real = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "rehearsal-timer");
        thread.setDaemon(true);
        return thread;
    });
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Waiter> waiters = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Timer> timers = new ArrayList<>();
    private final boolean skips;
    private int threads = 1;
    private long skipped;

    /**
     * Makes a clock that one thread works by.
     *
     * @param skips whether waiting is skipped; otherwise all time is real
     */
    SimulatedClock(boolean skips) {
        this.skips = skips;
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            return Instant.now().plusNanos(skipped);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return System.nanoTime() + skipped;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pause(Duration duration) {
        await(duration, () -> false, new Cancellation(this));
    }

    /** More threads work by this clock from now on. */
    void begin(int more) {
        lock.lock();
        try {
            threads += more;
        } finally {
            lock.unlock();
        }
    }

    /** A thread does so no longer. */
    void end() {
        begin(-1);
        changed();
    }

    /** Something that a thread waits for may have changed. */
    void changed() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something is true, or the time is over.
     *
     * @param until cheap and without effect: every thread may look
     * @return whether it is true
     * @throws Interruption as soon as the part has to end
     * @throws StepFailure when no thread could ever go on
     */
    boolean await(Duration longest, BooleanSupplier until, Cancellation cancellation) {
        cancellation.check();
        Waiter waiter = new Waiter(nanos() + longest.toNanos(), until, cancellation);
        Cancellation.Registration wake = cancellation.onCancel(this::changed);
        try {
            boolean met = await(waiter);
            cancellation.check();
            return met;
        } finally {
            wake.close();
        }
    }

    /** Runs something after a time, unless the returned handle is closed before. */
    Cancellation.Registration after(Duration delay, Runnable action) {
        return schedule(new Timer(nanos() + delay.toNanos(), action, false));
    }

    /** The same, for a limit that is not worth waiting for. */
    Cancellation.Registration limit(Duration delay, Runnable action) {
        return schedule(new Timer(nanos() + delay.toNanos(), action, true));
    }

    @Override
    public void close() {
        real.shutdownNow();
    }

    private boolean await(Waiter waiter) {
        lock.lock();
        try {
            waiters.add(waiter);
            while (!waiter.ready(nanos())) {
                List<Timer> due = skip();
                if (!due.isEmpty()) {
                    fire(due, waiter);
                } else if (!waiter.ready(nanos())) {
                    changed.awaitNanos(waiter.end - nanos());
                }
            }
            return waiter.until.getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interruption(BuildResult.ABORTED, "interrupted while waiting");
        } finally {
            waiters.remove(waiter);
            lock.unlock();
        }
    }

    /** What is due is done without the lock: it may wake others, who may be waiting for the lock. */
    private void fire(List<Timer> due, Waiter waiter) {
        waiters.remove(waiter);
        lock.unlock();
        try {
            due.forEach(timer -> timer.action.run());
        } finally {
            lock.lock();
            waiters.add(waiter);
        }
    }

    /** Moves the time when all threads wait and none can go on. What is due then, to be done. */
    private List<Timer> skip() {
        long now = nanos();
        if (!skips || waiters.size() < threads || waiters.stream().anyMatch(each -> each.ready(now))) {
            return List.of();
        }
        skipped += Math.max(0, next(now) - now);
        changed.signalAll();
        List<Timer> due =
                timers.stream().filter(timer -> timer.due - nanos() <= 0).toList();
        timers.removeAll(due);
        due.forEach(timer -> timer.future.cancel(false));
        timers.forEach(this::arm);
        return due;
    }

    private long next(long now) {
        long soonest = now + FOR_EVER.toNanos() / 2;
        long next = soonest;
        for (Waiter waiter : waiters) {
            next = Math.min(next, waiter.end());
        }
        for (Timer timer : timers) {
            next = timer.limit ? next : Math.min(next, timer.due);
        }
        if (next == soonest) {
            throw new StepFailure("nothing can go on any more: what is waited for here is held by who waits for it,"
                    + " such as a lock inside of the same lock; in Jenkins this would wait for ever");
        }
        for (Timer timer : timers) {
            next = Math.min(next, timer.due);
        }
        return next;
    }

    private Cancellation.Registration schedule(Timer timer) {
        lock.lock();
        try {
            timers.add(timer);
            arm(timer);
        } finally {
            lock.unlock();
        }
        return () -> remove(timer);
    }

    /** Real time passes, too: while a step works, deadlines come by themselves. */
    private void arm(Timer timer) {
        if (timer.future != null) {
            timer.future.cancel(false);
        }
        timer.future = real.schedule(
                () -> {
                    if (remove(timer)) {
                        timer.action.run();
                    }
                },
                Math.max(0, timer.due - nanos()),
                TimeUnit.NANOSECONDS);
    }

    private boolean remove(Timer timer) {
        lock.lock();
        try {
            boolean there = timers.remove(timer);
            if (there) {
                timer.future.cancel(false);
            }
            return there;
        } finally {
            lock.unlock();
        }
    }

    /** A thread that waits. */
    private record Waiter(long end, BooleanSupplier until, Cancellation cancellation) {
        boolean ready(long now) {
            return now - end >= 0 || cancellation.mustEnd() || until.getAsBoolean();
        }

        /** The end of the wait, or when its part may go on no longer. */
        @Override
        public long end() {
            return Math.min(end, cancellation.lastCall());
        }
    }

    /** Something that is due at a moment. */
    private static final class Timer {
        private final long due;
        private final Runnable action;
        private final boolean limit;
        private ScheduledFuture<?> future;

        Timer(long due, Runnable action, boolean limit) {
            this.due = due;
            this.action = action;
            this.limit = limit;
        }
    }
}

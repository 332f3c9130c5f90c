// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs parallel branches, each in a thread of its own. All have ended when it returns. */
final class Branches {
    /** How long a branch may take to end once it has to. Steps settle what is in flight first. */
    private static final Duration PATIENCE = Cancellation.GRACE.plusMinutes(1);

    private final Map<String, Cancellation> cancellations = new LinkedHashMap<>();
    private final Map<String, Object> results = new LinkedHashMap<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final Build build;
    private final boolean failFast;
    private final Frame frame;

    Branches(Build build, boolean failFast) {
        this.build = build;
        this.failFast = failFast;
        this.frame = build.frame();
    }

    /** The results by branch. Throws what the first failed branch threw, once all have ended. */
    Map<String, Object> run(Map<String, Callable<Object>> branches) {
        AtomicInteger running = new AtomicInteger(branches.size());
        build.clock().begin(branches.size());
        branches.keySet()
                .forEach(name -> cancellations.put(name, frame.cancellation().child()));
        branches.forEach((name, body) -> start(name, body, running));
        await(running);
        cancellations.values().forEach(Cancellation::close);
        synchronized (this) {
            if (!errors.isEmpty()) {
                throw Sneaky.rethrow(errors.get(0));
            }
            Map<String, Object> inOrder = new LinkedHashMap<>();
            branches.keySet().forEach(name -> inOrder.put(name, results.get(name)));
            return inOrder;
        }
    }

    private void start(String name, Callable<Object> body, AtomicInteger running) {
        Frame inside = frame.branch(name).under(cancellations.get(name));
        Thread thread = new Thread(
                () -> {
                    try {
                        Object result = build.inThread(inside, body);
                        succeeded(name, result);
                    } catch (Throwable e) {
                        failed(name, e);
                    } finally {
                        running.decrementAndGet();
                        build.clock().end();
                    }
                },
                "rehearsal-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void succeeded(String name, Object result) {
        results.put(name, result);
    }

    private void failed(String name, Throwable error) {
        synchronized (this) {
            errors.add(error);
            if (errors.size() > 1) {
                return;
            }
        }
        if (failFast) {
            String why = "branch %s failed, and failFast ends the others".formatted(name);
            cancellations.values().forEach(other -> other.cancel(new Interruption(BuildResult.ABORTED, why, true)));
        }
    }

    /** All branches have ended in the end: when they have to, they get time to clean up, but not for ever. */
    private void await(AtomicInteger running) {
        AtomicBoolean late = new AtomicBoolean();
        SimulatedClock clock = build.clock();
        Cancellation.Registration patience = frame.cancellation()
                .onCancel(() -> clock.limit(PATIENCE, () -> {
                    late.set(true);
                    clock.changed();
                }));
        Cancellation never = new Cancellation(clock);
        build.blocking(() -> clock.await(SimulatedClock.FOR_EVER, () -> running.get() == 0 || late.get(), never));
        patience.close();
        if (running.get() > 0) {
            throw new Interruption(BuildResult.ABORTED, "parallel branches did not end in " + PATIENCE);
        }
    }
}

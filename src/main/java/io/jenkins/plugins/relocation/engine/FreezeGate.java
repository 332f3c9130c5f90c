// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets only as many moves of a host be frozen at the same time as fill its link, so that each freeze is as short as a
 * single one; everything before and after it goes on beside it. First come, first served on each host; a move takes both
 * of its hosts at once or waits, so that no two can wait for each other. A wait is bounded: a move that saw nobody leave
 * for too long goes in beside the others, since being slower is all that can happen to it. Thread-safe; one per process.
 */
final class FreezeGate {
    /** How soon a stop is noticed. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final long longestNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Integer> inside = new HashMap<>();
    private final List<Turn> waiting = new ArrayList<>();
    private long left;

    /**
     * Makes a gate.
     *
     * @param longest how long a move waits while nobody leaves
     */
    FreezeGate(Duration longest) {
        this.longestNanos = longest.toNanos();
    }

    /**
     * Waits for a turn.
     *
     * @param hosts the hosts that the move needs
     * @param width how many moves of one host may be inside together with this one, at least 1
     * @param stop why to stop waiting; empty as long as to go on
     * @return the turn, to be closed when the workload runs again
     * @throws RelocationException with {@link ErrorCode#STOPPED} when told to stop
     */
    Turn enter(Set<String> hosts, int width, Supplier<Optional<String>> stop) {
        Turn turn = new Turn(Set.copyOf(hosts), Math.max(1, width));
        lock.lock();
        try {
            queue(turn, stop);
            return turn;
        } finally {
            lock.unlock();
        }
    }

    private void queue(Turn turn, Supplier<Optional<String>> stop) {
        waiting.add(turn);
        try {
            awaitTurn(turn, stop);
            turn.hosts.forEach(host -> inside.merge(host, 1, Integer::sum));
        } finally {
            waiting.remove(turn);
            // Whoever stood behind this one may go now where it does not.
            changed.signalAll();
        }
    }

    private void awaitTurn(Turn turn, Supplier<Optional<String>> stop) {
        long seenLeft = left;
        long patience = longestNanos;
        while (!mayEnter(turn)) {
            stop.get().ifPresent(why -> {
                throw new RelocationException(ErrorCode.STOPPED, "stopped while it waited for its turn: " + why);
            });
            if (patience <= 0) {
                turn.crowded = true;
                return;
            }
            long begun = System.nanoTime();
            try {
                changed.awaitNanos(Math.min(LOOK_NANOS, patience));
            } catch (InterruptedException e) {
                // What comes next notices it at its own safe point.
                Thread.currentThread().interrupt();
                turn.crowded = true;
                return;
            }
            patience = left == seenLeft ? patience - (System.nanoTime() - begun) : longestNanos;
            seenLeft = left;
        }
    }

    /** Whether all of its hosts have room and nobody came earlier for one of them. */
    private boolean mayEnter(Turn turn) {
        Set<String> claimed = new HashSet<>();
        for (Turn earlier : waiting) {
            if (earlier == turn) {
                break;
            }
            claimed.addAll(earlier.hosts);
        }
        return turn.hosts.stream()
                .allMatch(host -> !claimed.contains(host) && inside.getOrDefault(host, 0) < turn.width);
    }

    private void leave(Turn turn) {
        lock.lock();
        try {
            if (!turn.over) {
                turn.over = true;
                left++;
                turn.hosts.forEach(host -> inside.computeIfPresent(host, (h, count) -> count > 1 ? count - 1 : null));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A move that is inside. */
    final class Turn implements AutoCloseable {
        private final Set<String> hosts;
        private final int width;
        private boolean crowded;
        private boolean over;

        private Turn(Set<String> hosts, int width) {
            this.hosts = hosts;
            this.width = width;
        }

        /** Whether it went in although there was no room, because it had waited long enough. */
        boolean crowded() {
            return crowded;
        }

        /** Makes room for the next. Can be repeated. */
        @Override
        public void close() {
            leave(this);
        }
    }
}

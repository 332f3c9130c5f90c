// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does things at the same time. What happens to one does not end the others. */
final class Parallel {
    /** Questions at a time: enough for every host to be busy, few enough for their limits on logins and channels. */
    private static final int QUESTIONS = 8;

    private Parallel() {}

    /**
     * Asks about each thing, some of them at the same time.
     *
     * @return the answers, in the order of the things
     * @throws RuntimeException the first one in that order, the others suppressed
     */
    static <T, R> List<R> map(List<T> things, Function<T, R> question) {
        if (things.size() < 2) {
            return things.stream().map(question).toList();
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(QUESTIONS, things.size()));
        try {
            List<Future<R>> futures = new ArrayList<>();
            things.forEach(thing -> futures.add(threads.submit(() -> question.apply(thing))));
            throwFirst(futures.stream()
                    .map(Parallel::failure)
                    .flatMap(List::stream)
                    .toList());
            return futures.stream().map(Parallel::result).toList();
        } finally {
            threads.shutdown();
        }
    }

    private static <R> R result(Future<R> ended) {
        try {
            return ended.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("this answer was there already", e);
        }
    }

    /**
     * Returns when all moves have ended. The thread that asks is not interrupted out of this: a move ends by settling.
     *
     * @throws RuntimeException the first one that a move ended with, the others suppressed
     */
    static void each(List<Move> moves, Consumer<Move> work) {
        if (moves.size() == 1) {
            work.accept(moves.get(0));
            return;
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> futures = new ArrayList<>();
            moves.forEach(move -> futures.add(threads.submit(named(move, work))));
            throwFirst(futures.stream()
                    .map(Parallel::failure)
                    .flatMap(List::stream)
                    .toList());
        } finally {
            threads.shutdown();
        }
    }

    private static Callable<Void> named(Move move, Consumer<Move> work) {
        return () -> {
            Thread.currentThread().setName("relocation " + move.describe());
            work.accept(move);
            return null;
        };
    }

    private static List<Throwable> failure(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return List.of();
                } catch (ExecutionException e) {
                    return List.of(e.getCause());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void throwFirst(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(first);
    }
}

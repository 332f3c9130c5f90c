// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of a script at a time run Groovy code, as in Jenkins, and knows in which part of the script each of them is.
 * Whatever a body throws is thrown on as it is.
 */
final class GroovyTurns {
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ThreadLocal<Frame> frames = new ThreadLocal<>();
    private final Frame outermost;

    GroovyTurns(Frame outermost) {
        this.outermost = outermost;
    }

    /** The script as a whole. */
    Frame outermost() {
        return outermost;
    }

    /** The part of the script that this thread is in. */
    Frame frame() {
        Frame frame = frames.get();
        return frame == null ? outermost : frame;
    }

    /** Runs code of a thread that was not in the script so far, when its turn comes. */
    <T> T take(Frame frame, Callable<T> body) {
        turn.lock();
        try {
            frames.set(frame);
            return call(body);
        } finally {
            turn.unlock();
            frames.remove();
        }
    }

    /** Goes on in another part and comes back. */
    <T> T within(Frame frame, Callable<T> body) {
        Frame before = frame();
        frames.set(frame);
        try {
            return call(body);
        } finally {
            frames.set(before);
        }
    }

    /** Does something that runs no Groovy code; others have their turns meanwhile. */
    <T> T givenUp(Callable<T> work) {
        turn.unlock();
        try {
            return call(work);
        } finally {
            turn.lock();
        }
    }

    private static <T> T call(Callable<T> body) {
        try {
            return body.call();
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
    }
}

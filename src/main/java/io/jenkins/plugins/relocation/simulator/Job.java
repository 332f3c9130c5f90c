// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Something that goes on on a simulated host by itself, step by step. It may be killed before each step; its host may die.
 * All of this happens under the lock of the {@link World}.
 */
public final class Job {
    private static final long FOREVER = Long.MAX_VALUE / 2;

    private record Step(String name, long takes, BooleanSupplier ready, long within, Runnable act, String late) {}

    private final SimulatedHost host;
    private final String name;
    private final int pid;
    private final Deque<Step> steps = new ArrayDeque<>();
    private final Deque<Step> added = new ArrayDeque<>();
    private Consumer<Optional<Failed>> end = failure -> {};
    private Optional<Consumer<Failed>> rescue = Optional.empty();
    private Runnable death = () -> {};
    private boolean alive = true;
    private boolean busy;
    private long due;
    private long deadline;

    public Job(SimulatedHost host, String name) {
        this.host = host;
        this.name = name;
        this.pid = host.world().nextId();
    }

    /** Adds a step that takes so many milliseconds and then has its effect. */
    public Job then(String step, long takes, Runnable act) {
        return add(new Step(step, takes, () -> true, FOREVER, act, ""));
    }

    /** Adds a step that waits for something, and fails when that does not come in so many milliseconds. */
    public Job await(String step, BooleanSupplier ready, long within, String late, Runnable act) {
        return add(new Step(step, 1, ready, within, act, late));
    }

    private Job add(Step step) {
        (busy ? added : steps).addLast(step);
        return this;
    }

    /** What happens when it has ended, unless it was killed. */
    public Job atEnd(Consumer<Optional<Failed>> what) {
        end = what;
        return this;
    }

    /** What it does instead of everything that is left, when a step fails; it may add steps. */
    public Job rescuedBy(Consumer<Failed> what) {
        rescue = Optional.of(what);
        return this;
    }

    /** What happens to the world when it is killed. */
    Job atDeath(Runnable what) {
        death = what;
        return this;
    }

    /** Leaves out all steps that are left. */
    public void skipRest() {
        steps.clear();
        added.clear();
    }

    public Job begin() {
        next();
        host.world().add(this);
        return this;
    }

    String name() {
        return name;
    }

    SimulatedHost host() {
        return host;
    }

    public int pid() {
        return pid;
    }

    public boolean alive() {
        return alive;
    }

    void kill() {
        if (alive) {
            alive = false;
            death.run();
        }
    }

    /** Whether it has something to do now. */
    boolean isDue() {
        if (!alive || busy || due > host.world().millis()) {
            return false;
        }
        return steps.getFirst().ready().getAsBoolean()
                || deadline <= host.world().millis();
    }

    /** When it has something to do at the latest. */
    long wakesAt() {
        if (!alive || busy) {
            return FOREVER;
        }
        return due > host.world().millis() ? due : deadline;
    }

    /** Takes one step. */
    void step() {
        Step step = steps.getFirst();
        busy = true;
        try {
            if (!step.ready().getAsBoolean()) {
                throw new Failed(step.late());
            }
            host.step(step.name());
            steps.removeFirst();
            step.act().run();
            goOn();
        } catch (Failed e) {
            failed(e);
        } catch (Interrupted e) {
            busy = false;
            kill();
        } finally {
            busy = false;
        }
    }

    private void failed(Failed failure) {
        skipRest();
        steps.clear();
        if (rescue.isPresent()) {
            Consumer<Failed> rescuer = rescue.get();
            rescue = Optional.empty();
            try {
                rescuer.accept(failure);
                goOn();
            } catch (Failed e) {
                finish(Optional.of(e));
            }
        } else {
            finish(Optional.of(failure));
        }
    }

    private void goOn() {
        while (!added.isEmpty()) {
            steps.addFirst(added.removeLast());
        }
        if (!alive) {
            return;
        }
        if (steps.isEmpty()) {
            finish(Optional.empty());
        } else {
            next();
        }
    }

    private void next() {
        due = host.world().millis() + steps.getFirst().takes();
        deadline = due + Math.min(FOREVER - due, steps.getFirst().within());
    }

    private void finish(Optional<Failed> failure) {
        if (alive) {
            try {
                end.accept(failure);
            } catch (Interrupted e) {
                // Killed before it could say how it ended.
                death.run();
            }
            alive = false;
        }
    }
}

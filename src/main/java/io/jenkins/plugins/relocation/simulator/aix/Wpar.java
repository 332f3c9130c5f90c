// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.App;
import io.jenkins.plugins.relocation.simulator.Task;
import java.util.Optional;

/** A workload partition of a simulated system: its definition, its state, and the small application in it. Guarded by its machine. */
final class Wpar {
    private WparSpec spec;
    private WparState state = WparState.DEFINED;
    private Optional<Task> work = Optional.empty();
    private String operation = "none";
    private boolean session;

    Wpar(WparSpec spec) {
        this.spec = spec;
    }

    String name() {
        return spec.name();
    }

    WparSpec spec() {
        return spec;
    }

    void define(WparSpec changed) {
        spec = changed;
    }

    WparState state() {
        return state;
    }

    boolean is(WparState other) {
        return state == other;
    }

    void enter(WparState next) {
        state = next;
        work.ifPresent(task -> task.enter(next == WparState.ACTIVE ? Task.State.RUNNING : Task.State.FROZEN));
    }

    /** The application: there is one while there are processes. */
    Optional<Task> work() {
        return work;
    }

    /** Gives it processes whose users have counted so far. */
    void load(int pid, long count) {
        work = Optional.of(new Task(pid, pid, new App(name(), App.Kind.WPAR, name()), Task.State.FROZEN, count));
    }

    void unload() {
        work = Optional.empty();
        session = false;
    }

    /** The administrative operation that is under way: "none", "checkpoint". */
    String operation() {
        return operation;
    }

    void operation(String word) {
        operation = word;
    }

    /** Whether somebody is logged in with clogin. */
    boolean hasSession() {
        return session;
    }

    void session(boolean open) {
        session = open;
    }
}

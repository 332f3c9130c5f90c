// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

/**
 * The processes of a workload on one host, as if they were one. Users count its state up while it runs.
 */
public final class Task {
    /** What a task does. */
    public enum State {
        RUNNING,
        FROZEN,
        /** Restored, and held before its first instruction. */
        HELD
    }

    final int pid;
    final long start;
    final App app;
    State state;
    long count;

    /** Processes with an identity, in a state, whose users have counted so far. */
    public Task(int pid, long start, App app, State state, long count) {
        this.pid = pid;
        this.start = start;
        this.app = app;
        this.state = state;
        this.count = count;
    }

    /** Whether it answers its users. */
    public boolean runs() {
        return state == State.RUNNING;
    }

    public App app() {
        return app;
    }

    /** It does something else from now on. */
    public void enter(State next) {
        state = next;
    }

    /** A user counts it up. */
    public void use() {
        count++;
    }

    public State state() {
        return state;
    }

    /** How often users have counted it up. */
    public long count() {
        return count;
    }

    /** "PID START": names it for ever. */
    public String identity() {
        return pid + " " + start;
    }
}

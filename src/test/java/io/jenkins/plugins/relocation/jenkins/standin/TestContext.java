// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The context of one step: what it can ask for, and how it ended. Survives serialisation as Pipeline's does: by its id. */
public final class TestContext extends StepContext {
    private static final long serialVersionUID = 1L;
    private static final Map<Integer, State> STATES = new ConcurrentHashMap<>();
    private static final AtomicInteger IDS = new AtomicInteger();

    private final int id;

    private static final class State {
        final Map<Class<?>, Object> values = new ConcurrentHashMap<>();
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        final BlockingQueue<Optional<Throwable>> ends = new LinkedBlockingQueue<>();
        final AtomicInteger saves = new AtomicInteger();
        volatile Object result;
    }

    public TestContext(Run<?, ?> run) {
        this(run, IDS.incrementAndGet());
    }

    /** The context that everything was saved with which is kept as a fixture. */
    public static TestContext ofFixtures(Run<?, ?> run) {
        return new TestContext(run, 0);
    }

    private TestContext(Run<?, ?> run, int id) {
        this.id = id;
        State state = new State();
        STATES.put(id, state);
        PrintStream out = new PrintStream(state.log, true, StandardCharsets.UTF_8);
        state.values.put(Run.class, run);
        state.values.put(TaskListener.class, (TaskListener) () -> out);
    }

    public TestContext with(FilePath workspace) {
        return with(FilePath.class, workspace);
    }

    public <T> TestContext with(Class<T> type, T value) {
        state().values.put(type, value);
        return this;
    }

    @Override
    public ListenableFuture<Void> saveState() {
        state().saves.incrementAndGet();
        return null;
    }

    /** How often the step has asked for being saved. */
    public int saves() {
        return state().saves.get();
    }

    private State state() {
        return STATES.get(id);
    }

    @Override
    public <T> T get(Class<T> key) {
        return key.cast(state().values.get(key));
    }

    @Override
    public void onSuccess(Object result) {
        state().result = result;
        state().ends.add(Optional.empty());
    }

    @Override
    public void onFailure(Throwable t) {
        state().ends.add(Optional.of(t));
    }

    /** Waits until the step has ended; what it failed with, if it did. */
    public Optional<Throwable> end() throws InterruptedException {
        Optional<Throwable> end = state().ends.poll(10, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("the step did not end within 10 s; log: " + log());
        }
        return end;
    }

    /** Whether it has ended, and nobody took notice yet. */
    public boolean hasEnded() {
        return !state().ends.isEmpty();
    }

    public Object result() {
        return state().result;
    }

    public String log() {
        return state().log.toString(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.engine.StopSignal;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One execution of a Jenkinsfile. Several threads may work for it, but as in Jenkins only one of them runs Groovy code at
 * any time: a thread lets the others go on while it is {@linkplain #blocking blocked} in a step.
 */
final class Build implements AutoCloseable {
    private static final long STOP_POLL_MILLIS = 100;

    private final ReentrantLock groovy = new ReentrantLock(true);
    private final ThreadLocal<Frame> frames = new ThreadLocal<>();
    private final Cancellation root = new Cancellation();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "rehearsal-timer");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Semaphore> locks = new ConcurrentHashMap<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final StageLog stages = new StageLog(Ticker.SYSTEM);
    private final ScratchFiles files;
    private final Output output;
    private final RehearsalOptions options;
    private final Engine engine;
    private final CurrentBuild currentBuild;
    private final EnvironmentVariables environment;
    private final Frame outermost;

    /** The relocation engine and who uses it. */
    record Engine(Steps steps, Caller caller) {}

    Build(String job, Path workspace, RehearsalOptions options, Engine engine, RehearsalListener listener) {
        this.options = options;
        this.engine = engine;
        this.files = new ScratchFiles(options.allowShell());
        this.output = new Output(listener, this);
        this.outermost = new Frame(Map.of(), workspace, root, List.of(), "", false, Optional.empty());
        this.currentBuild = new CurrentBuild(this, job, Ticker.SYSTEM);
        this.environment = new EnvironmentVariables(this, job, workspace);
        parameters.putAll(options.answers().params());
        parameters.putAll(options.parameters());
    }

    /** Runs the script itself, bounded by the options' limit and the caller's stop. */
    void run(Runnable script) {
        ScheduledFuture<?> limit = timers.schedule(
                () -> root.cancel(new Interruption(
                        BuildResult.ABORTED, "the rehearsal took longer than its limit of " + options.limit())),
                options.limit().toMillis(),
                TimeUnit.MILLISECONDS);
        ScheduledFuture<?> stop = timers.scheduleWithFixedDelay(
                () -> engine.caller().stop().reason().ifPresent(this::stop),
                0,
                STOP_POLL_MILLIS,
                TimeUnit.MILLISECONDS);
        groovy.lock();
        try {
            frames.set(outermost);
            script.run();
        } finally {
            groovy.unlock();
            limit.cancel(false);
            stop.cancel(false);
            frames.remove();
        }
    }

    /** Goes on in another frame and comes back. Whatever the body throws is thrown on as it is. */
    <T> T within(Frame frame, Callable<T> body) {
        Frame before = frame();
        frames.set(frame);
        try {
            return call(body);
        } finally {
            frames.set(before);
        }
    }

    /** Runs code of a new thread of the script. */
    <T> T inThread(Frame frame, Callable<T> body) {
        groovy.lock();
        try {
            frames.set(frame);
            return call(body);
        } finally {
            groovy.unlock();
            frames.remove();
        }
    }

    /** Does something that takes time and runs no Groovy code; other branches go on meanwhile. */
    <T> T blocking(Callable<T> work) {
        groovy.unlock();
        try {
            return call(work);
        } finally {
            groovy.lock();
        }
    }

    /** Waits; other branches go on meanwhile. */
    void pause(Duration duration) {
        Cancellation cancellation = frame().cancellation();
        blocking(() -> {
            cancellation.pause(duration);
            return null;
        });
    }

    /** Calls the relocation engine. It is told to stop when this part of the script has to end. */
    <T> T engine(EngineCall<T> call) {
        StopSignal stop = new StopSignal();
        Cancellation cancellation = frame().cancellation();
        Caller caller = new Caller(engine.caller().who(), engine.caller().listener(), stop);
        Cancellation.Registration registration =
                whenEnding(cancellation, () -> cancellation.cause().ifPresent(why -> stop.stop(why.getMessage())));
        try {
            return blocking(() -> call.with(engine.steps(), caller));
        } catch (RelocationException e) {
            if (cancellation.cause().isPresent()) {
                output.warn(e.getMessage());
                cancellation.check();
            }
            throw e;
        } finally {
            registration.close();
        }
    }

    /** Cancels after a time, unless the returned handle is closed before. */
    Cancellation.Registration deadline(Cancellation cancellation, Duration after, String message) {
        ScheduledFuture<?> timer = timers.schedule(
                () -> cancellation.cancel(new Interruption(BuildResult.ABORTED, message)),
                after.toMillis(),
                TimeUnit.MILLISECONDS);
        return () -> timer.cancel(false);
    }

    /** Runs the listener when what goes on now has to end: not at once when it is cleaning up, then when that takes too long. */
    Cancellation.Registration whenEnding(Cancellation cancellation, Runnable listener) {
        Optional<Duration> grace = cancellation.grace();
        if (grace.isEmpty()) {
            return cancellation.onCancel(listener);
        }
        ScheduledFuture<?> timer = timers.schedule(listener, grace.get().toMillis(), TimeUnit.MILLISECONDS);
        return () -> timer.cancel(false);
    }

    Frame frame() {
        Frame frame = frames.get();
        return frame == null ? outermost : frame;
    }

    Semaphore lock(String resource) {
        return locks.computeIfAbsent(resource, name -> new Semaphore(1));
    }

    /** Makes the result of the build, and of the stages around, worse. */
    void worsen(BuildResult result) {
        currentBuild.worsen(result);
        frame().stages().forEach(stage -> stage.worsen(result));
    }

    /** An error ended a stage. */
    void worsen(Throwable error) {
        boolean byOther = error instanceof Interruption interruption && interruption.byOther();
        if (byOther) {
            frame().stage().ifPresent(stage -> stage.worsen(BuildResult.of(error)));
        } else {
            worsen(BuildResult.of(error));
        }
    }

    Output output() {
        return output;
    }

    RehearsalOptions options() {
        return options;
    }

    ScratchFiles files() {
        return files;
    }

    StageLog stages() {
        return stages;
    }

    CurrentBuild currentBuild() {
        return currentBuild;
    }

    EnvironmentVariables environment() {
        return environment;
    }

    /** Values of the build parameters. Changed by the declaration of parameters only. */
    Map<String, Object> parameters() {
        return parameters;
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }

    private void stop(String reason) {
        root.cancel(new Interruption(BuildResult.ABORTED, "stopped: " + reason));
    }

    private static <T> T call(Callable<T> body) {
        try {
            return body.call();
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
    }

    /** Work of the engine. */
    @FunctionalInterface
    interface EngineCall<T> {
        T with(Steps steps, Caller caller);
    }
}

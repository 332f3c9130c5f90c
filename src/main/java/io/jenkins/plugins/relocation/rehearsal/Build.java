// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.Binding;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.engine.StopSignal;
import io.jenkins.plugins.relocation.spi.RelocationException;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * One execution of a Jenkinsfile. Several threads may work for it, but as in Jenkins only one of them runs Groovy code at
 * any time: a thread lets the others go on while it is {@linkplain #blocking blocked} in a step.
 */
final class Build implements AutoCloseable {
    private static final long STOP_POLL_MILLIS = 100;

    private final GroovyTurns turns;
    private final ScheduledExecutorService stops = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "rehearsal-stop");
        thread.setDaemon(true);
        return thread;
    });
    private final Code code;
    private final SimulatedClock clock;
    private final Cancellation root;
    private final Map<String, Semaphore> locks = new ConcurrentHashMap<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final Map<String, JenkinsfileScript> variables = new LinkedHashMap<>();
    private final Map<String, Map<String, byte[]>> stashes = new ConcurrentHashMap<>();
    private final AtomicBoolean pipeline = new AtomicBoolean();
    private final StageLog stages;
    private final Recorder recorder;
    private final Drills drills;
    private final ScratchFiles files;
    private final Output output;
    private final RehearsalOptions options;
    private final StepLibrary steps;
    private final Engine engine;
    private final CurrentBuild currentBuild;
    private final EnvironmentVariables environment;

    /** The relocation engine and who uses it. */
    record Engine(Steps steps, Caller caller) {}

    /** What a script is made of: its shared library and its compiler. */
    record Code(StepLibrary steps, SharedLibrary shared, JenkinsfileCompiler compiler) {}

    Build(String job, Path workspace, RehearsalOptions options, Engine engine, Code code, RehearsalListener listener) {
        this.options = options;
        this.engine = engine;
        this.code = code;
        this.steps = code.steps();
        this.clock = new SimulatedClock(!options.allowShell());
        this.root = new Cancellation(clock);
        this.stages = new StageLog(clock);
        this.recorder = new Recorder(this);
        this.drills = new Drills(options.drill(), steps);
        this.files = new ScratchFiles(options.allowShell());
        this.output = new Output(listener, this);
        this.turns = new GroovyTurns(new Frame(Map.of(), workspace, root, List.of(), "", false, Optional.empty()));
        this.currentBuild = new CurrentBuild(this, job, clock);
        this.environment = new EnvironmentVariables(this, job, workspace);
        parameters.putAll(options.answers().params());
        parameters.putAll(options.parameters());
    }

    /** Takes the global variables of the shared library, and gives them what they need to run. */
    void share(Map<String, JenkinsfileScript> compiled) {
        compiled.values().forEach(script -> prepare(script));
        variables.putAll(compiled);
    }

    /** Gives a script what it needs to run. */
    void prepare(JenkinsfileScript script) {
        script.setBinding(new Binding());
        script.prepare(this);
    }

    /** Runs the script itself, bounded by the options' limit and the caller's stop. */
    void run(Runnable script) {
        Cancellation.Registration limit = clock.limit(
                options.limit(),
                () -> root.cancel(new Interruption(
                        BuildResult.ABORTED, "the rehearsal took longer than its limit of " + options.limit())));
        ScheduledFuture<?> stop =
                stops.scheduleWithFixedDelay(this::heedStop, 0, STOP_POLL_MILLIS, TimeUnit.MILLISECONDS);
        try {
            turns.take(turns.outermost(), Executors.callable(script));
        } finally {
            limit.close();
            stop.cancel(false);
        }
    }

    /** Goes on in another frame and comes back. Whatever the body throws is thrown on as it is. */
    <T> T within(Frame frame, Callable<T> body) {
        return turns.within(frame, body);
    }

    /** Runs code of a new thread of the script. */
    <T> T inThread(Frame frame, Callable<T> body) {
        return turns.take(frame, body);
    }

    /** Does something that takes time and runs no Groovy code; other branches go on meanwhile. */
    <T> T blocking(Callable<T> work) {
        return turns.givenUp(work);
    }

    /** Waits; other branches go on meanwhile. */
    void pause(Duration duration) {
        await(duration, () -> false);
    }

    /** Waits until something is true or the time is over; other branches go on meanwhile. Whether it is true. */
    boolean await(Duration longest, BooleanSupplier until) {
        heedStop();
        Cancellation cancellation = frame().cancellation();
        return blocking(() -> clock.await(longest, until, cancellation));
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
            heedStop();
        }
    }

    /** Cancels after a time, unless the returned handle is closed before. */
    Cancellation.Registration deadline(Cancellation cancellation, Duration after, String message) {
        return clock.after(after, () -> cancellation.cancel(new Interruption(BuildResult.ABORTED, message)));
    }

    /** Runs the listener when what goes on now has to end: not at once when it is cleaning up, then when that takes too long. */
    Cancellation.Registration whenEnding(Cancellation cancellation, Runnable listener) {
        Optional<Duration> grace = cancellation.grace();
        if (grace.isEmpty()) {
            return cancellation.onCancel(listener);
        }
        return clock.after(grace.get(), listener);
    }

    Frame frame() {
        return turns.frame();
    }

    Semaphore lock(String resource) {
        return locks.computeIfAbsent(resource, name -> new Semaphore(1));
    }

    /** Makes the result of the build, and of the stages around, worse. */
    void worsen(BuildResult result) {
        currentBuild.worsen(result);
        frame().stages().forEach(stage -> stage.worsen(result));
    }

    Output output() {
        return output;
    }

    SimulatedClock clock() {
        return clock;
    }

    StepLibrary steps() {
        return steps;
    }

    Code code() {
        return code;
    }

    /** Global variables of the shared library. */
    Map<String, JenkinsfileScript> variables() {
        return variables;
    }

    /** Files by path, by the name of the stash that holds them. */
    Map<String, Map<String, byte[]>> stashes() {
        return stashes;
    }

    /** Whether this is the first declarative pipeline that asks. */
    boolean firstPipeline() {
        return pipeline.compareAndSet(false, true);
    }

    /** Who started the build. */
    String user() {
        return engine.caller().who();
    }

    Recorder recorder() {
        return recorder;
    }

    Drills drills() {
        return drills;
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
        stops.shutdownNow();
        clock.close();
    }

    private void heedStop() {
        engine.caller()
                .stop()
                .reason()
                .ifPresent(reason -> root.cancel(new Interruption(BuildResult.ABORTED, "stopped: " + reason)));
    }

    /** Work of the engine. */
    @FunctionalInterface
    interface EngineCall<T> {
        T with(Steps steps, Caller caller);
    }
}

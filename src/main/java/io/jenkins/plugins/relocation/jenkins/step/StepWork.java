// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.engine.StopSignal;
import io.jenkins.plugins.relocation.jenkins.BuildName;
import io.jenkins.plugins.relocation.jenkins.Engines;
import io.jenkins.plugins.relocation.jenkins.Messages;
import io.jenkins.plugins.relocation.jenkins.RelocationAction;
import io.jenkins.plugins.relocation.jenkins.agent.AgentDialer;
import io.jenkins.plugins.relocation.jenkins.page.BuildLogView;
import io.jenkins.plugins.relocation.jenkins.page.HumanText;
import io.jenkins.plugins.relocation.jenkins.page.LiveMoves;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.StepResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The part of a step's execution that lives in this Jenkins process only. Ends its step exactly once. */
final class StepWork implements Runnable {
    private static final Logger LOGGER = Logger.getLogger(StepWork.class.getName());
    private static final Duration TURN = Duration.ofSeconds(1);

    /**
     * How the step was begun.
     *
     * @param again whether the call may have been made before a restart of Jenkins, so that something may be in flight
     * @param agent name of the agent that it began on; empty: none
     * @param run the run that it worked on before the restart; empty: not known
     */
    record Begun(boolean again, String agent, String run) {}

    private final StepContext context;
    private final StepCall call;
    private final Begun how;
    private final Consumer<String> onRun;
    private final Runnable onEnd;
    private final StopSignal signal = new StopSignal();
    private final LiveMoves live = new LiveMoves(Ticker.SYSTEM);
    private boolean begun;
    private boolean ended;
    private Optional<Throwable> stopCause = Optional.empty();
    private Optional<Future<?>> givingUp = Optional.empty();
    private Optional<BuildLogView> view = Optional.empty();
    // What was to be said before the thread had the build's log.
    private final List<String> unsaid = new ArrayList<>();

    /**
     * Prepares to make a call.
     *
     * @param onRun is told the id of the run that the engine works on
     * @param onEnd is called when the step has ended
     */
    StepWork(StepContext context, StepCall call, Begun how, Consumer<String> onRun, Runnable onEnd) {
        this.context = context;
        this.call = call;
        this.how = how;
        this.onRun = onRun;
        this.onEnd = onEnd;
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        // Threads of our own have no rights in Jenkins; what the build may use is checked where it is used.
        ACLContext system = ACL.as2(ACL.SYSTEM2);
        try {
            end(Optional.empty(), perform().toMap());
        } catch (RelocationException e) {
            LOGGER.log(Level.FINE, e, () -> call.describe() + " failed");
            end(Optional.of(new AbortException(HumanText.block(e.getMessage()))), null);
        } catch (IOException e) {
            end(Optional.of(e), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(Optional.of(e), null);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.SEVERE, e, () -> call.describe() + " failed unexpectedly");
            end(Optional.of(unexpected(e)), null);
        } finally {
            live.ended();
            system.close();
        }
    }

    /**
     * Asks the engine to settle what is in flight. The step ends when that is done, at the latest after the given time, and
     * at once when nothing was begun.
     */
    void stop(Throwable cause, String reason, Duration patience) {
        boolean nothingBegun;
        synchronized (this) {
            if (ended || stopCause.isPresent()) {
                return;
            }
            stopCause = Optional.of(cause);
            nothingBegun = !begun && !how.again;
        }
        if (nothingBegun) {
            end(Optional.empty(), null);
            return;
        }
        say(Messages.get("StepWork.stop", reason, HumanText.duration(patience)));
        signal.stop(reason);
        Future<?> deadline = Timer.get().schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
        synchronized (this) {
            givingUp = Optional.of(deadline);
        }
    }

    /** Ends the step because no thread can be had for it. */
    void refuse() {
        end(Optional.of(new AbortException(Messages.get("StepWork.refused", call.describe()))), null);
    }

    /** What is going on, and since when. */
    synchronized String status() {
        String news = begun ? live.status() : "waiting for a free thread";
        return call.describe() + ": " + news + (stopCause.isPresent() ? " (stop requested)" : "");
    }

    private synchronized boolean begin() {
        begun = true;
        return !ended;
    }

    private StepResult perform() throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        BuildLogView log = log();
        StepNode node = StepNode.of(context, call);
        node.begun();
        Optional<String> plan = call.planId();
        if (plan.isPresent()) {
            RelocationAction.note(run, plan.get());
        }
        try {
            Optional<RunResult> before = earlier(log);
            StepResult result = before.isPresent() ? before.get() : asked(run, log);
            if (result instanceof PlanResult made) {
                RelocationAction.note(run, made.id());
            }
            Blocking.refuse(result);
            node.ended(result, log);
            return result;
        } finally {
            node.warn(log);
        }
    }

    private BuildLogView log() throws IOException, InterruptedException {
        BuildLogView log = new BuildLogView(context.get(TaskListener.class).getLogger(), Ticker.SYSTEM);
        List<String> missed;
        synchronized (this) {
            view = Optional.of(log);
            missed = List.copyOf(unsaid);
        }
        if (how.again) {
            log.say(Messages.get("StepWork.again", call.describe()));
        }
        missed.forEach(log::say);
        return log;
    }

    /** The result of the call, when its run has ended while Jenkins was away. */
    private Optional<RunResult> earlier(BuildLogView log) {
        if (!how.again) {
            return Optional.empty();
        }
        Optional<RunResult> result = new Reattachment(Engines.get().view()).result(call);
        result.ifPresent(r -> log.on(new RelocationEvent.StepEnded(r)));
        return result;
    }

    private StepResult asked(Run<?, ?> run, BuildLogView log) throws IOException, InterruptedException {
        Steps steps = Engines.get().steps(run, AgentDialer.of(how.agent, log::say));
        Caller caller = new Caller(BuildName.of(run), call.id(), event -> heard(event, log), signal);
        // A workspace can be on an agent that has not come back: it is looked for only when it is needed.
        InventorySource inventories =
                new InventorySource(() -> Optional.ofNullable(context.get(FilePath.class)), log::say);
        return inTurn(() -> call.perform(steps, caller, inventories), log);
    }

    private interface Attempt {
        StepResult make() throws IOException, InterruptedException;
    }

    /** Waits until no other step of this Jenkins works on the plan, such as one that was stopped and is still being settled. */
    private StepResult inTurn(Attempt attempt, BuildLogView log) throws IOException, InterruptedException {
        boolean told = false;
        while (true) {
            try {
                return attempt.make();
            } catch (RelocationException e) {
                boolean waits = e.code() == ErrorCode.BUSY
                        && call.planId().filter(LiveMoves::worksOn).isPresent()
                        && signal.reason().isEmpty();
                if (!waits) {
                    throw e;
                }
                if (!told) {
                    log.say(Messages.get("StepWork.waits", e.getMessage()));
                    told = true;
                }
                Ticker.SYSTEM.pause(TURN);
            }
        }
    }

    private void heard(RelocationEvent event, BuildLogView log) {
        live.on(event);
        log.on(event);
        if (event instanceof RelocationEvent.RunStarted started) {
            onRun.accept(started.run());
            expect(started.run());
        }
    }

    /** What earlier steps, or this one before a restart, have done already. */
    private void expect(String run) {
        try {
            live.expect(Engines.get().view().status(run).moves().stream()
                    .collect(Collectors.toMap(RunResult.MoveResult::workload, RunResult.MoveResult::phase)));
        } catch (RelocationException e) {
            LOGGER.log(Level.FINE, e, () -> "the status of " + call.describe() + " shows only what comes");
        }
    }

    private void giveUp() {
        synchronized (this) {
            if (ended) {
                return;
            }
        }
        say(Messages.get("StepWork.givingUp"));
        end(Optional.empty(), null);
    }

    private void end(Optional<Throwable> failure, Object result) {
        Optional<Throwable> cause;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            cause = stopCause;
            givingUp.ifPresent(future -> future.cancel(false));
        }
        onEnd.run();
        if (cause.isPresent()) {
            failure.ifPresent(f -> say(String.valueOf(f.getMessage())));
            context.onFailure(cause.get());
        } else if (failure.isPresent()) {
            context.onFailure(failure.get());
        } else {
            context.onSuccess(result);
        }
    }

    private void say(String text) {
        Optional<BuildLogView> log;
        synchronized (this) {
            log = view;
            if (log.isEmpty()) {
                unsaid.add(text);
            }
        }
        log.ifPresent(l -> l.say(text));
    }

    private AbortException unexpected(Throwable e) {
        return new AbortException(
                Messages.get("StepWork.unexpected", call.describe(), HumanText.line(String.valueOf(e))));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.StopSignal;
import io.jenkins.plugins.relocation.jenkins.Engines;
import io.jenkins.plugins.relocation.jenkins.RelocationAction;
import io.jenkins.plugins.relocation.jenkins.page.BuildLogView;
import io.jenkins.plugins.relocation.jenkins.page.HumanText;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.StepResult;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The part of a step's execution that lives in this Jenkins process only. Ends its step exactly once. */
final class StepWork implements Runnable {
    private static final Logger LOGGER = Logger.getLogger(StepWork.class.getName());

    private final StepContext context;
    private final StepCall call;
    private final boolean again;
    private final StopSignal signal = new StopSignal();
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
     * @param again whether it may have been made before a restart of Jenkins, so that something may be in flight
     */
    StepWork(StepContext context, StepCall call, boolean again) {
        this.context = context;
        this.call = call;
        this.again = again;
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
            nothingBegun = !begun && !again;
        }
        if (nothingBegun) {
            end(Optional.empty(), null);
            return;
        }
        say(("Stop requested (%s). Moves that have not resumed on their target are put back now; those that have run on"
                        + " there, with their source held. This step ends when that is done, after %s at the latest.")
                .formatted(reason, HumanText.duration(patience)));
        signal.stop(reason);
        Future<?> deadline = Timer.get().schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
        synchronized (this) {
            givingUp = Optional.of(deadline);
        }
    }

    /** Ends the step because no thread can be had for it. */
    void refuse() {
        end(
                Optional.of(new AbortException(call.describe()
                        + " was not started: too many relocation steps are waiting in this Jenkins; try again later")),
                null);
    }

    synchronized String status() {
        String news = view.map(BuildLogView::status).orElse("waiting for a free thread");
        return call.describe() + ": " + news + (stopCause.isPresent() ? " (stop requested)" : "");
    }

    private synchronized boolean begin() {
        begun = true;
        return !ended;
    }

    private StepResult perform() throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        BuildLogView log = new BuildLogView(context.get(TaskListener.class).getLogger(), Ticker.SYSTEM);
        List<String> missed;
        synchronized (this) {
            view = Optional.of(log);
            missed = List.copyOf(unsaid);
        }
        if (again) {
            log.say("Jenkins was restarted: continuing with " + call.describe());
        }
        missed.forEach(log::say);
        Optional<String> plan = call.planId();
        if (plan.isPresent()) {
            RelocationAction.note(run, plan.get());
        }
        String who = "%s #%d".formatted(run.getParent().getFullName(), run.getNumber());
        InventorySource inventories = new InventorySource(Optional.ofNullable(context.get(FilePath.class)), log::say);
        return checked(
                run, call.perform(Engines.get().steps(run), new Caller(who, call.id(), log, signal), inventories));
    }

    private static StepResult checked(Run<?, ?> run, StepResult result) throws IOException {
        if (result instanceof PlanResult plan) {
            RelocationAction.note(run, plan.id());
        }
        if (result instanceof PrecheckResult prechecks && !prechecks.passed()) {
            throw new AbortException("plan %s cannot run now, required prechecks did not pass: %s"
                    .formatted(
                            prechecks.plan(),
                            prechecks.findings().stream()
                                    .filter(Finding::blocks)
                                    .map(StepWork::brief)
                                    .collect(Collectors.joining("; "))));
        }
        return result;
    }

    private static String brief(Finding finding) {
        return HumanText.line("%s on %s%s: %s"
                .formatted(
                        finding.check(),
                        finding.host(),
                        finding.workload().isEmpty() ? "" : " for " + finding.workload(),
                        finding.message()));
    }

    private void giveUp() {
        synchronized (this) {
            if (ended) {
                return;
            }
        }
        say("The engine is still settling what was in flight. This step ends now; the engine goes on, and the"
                + " page \"Relocation\" of this build shows where every move stands.");
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
        return new AbortException("%s failed inside the plugin: %s; the controller's log has the details"
                .formatted(call.describe(), HumanText.line(String.valueOf(e))));
    }
}

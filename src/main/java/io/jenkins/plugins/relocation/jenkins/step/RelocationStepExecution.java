// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static java.util.Objects.requireNonNull;

import hudson.model.Result;
import java.io.InvalidObjectException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import jenkins.model.CauseOfInterruption;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Runs one step: asks the engine in a thread of its own and ends when the engine has settled. Keeps what was asked for, by when
 * it must have ended, the agent it began on and the run it works on; everything else is in the journal. After a restart of
 * Jenkins the same call is made again, and the engine continues the open run of that plan.
 *
 * <p>What is kept is plain values only, so that a later version of the plugin can read it. A field that is added is absent in what
 * an older version has kept; {@link #readResolve} then says what holds instead. A field never changes its meaning.
 */
final class RelocationStepExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    /** Form of what is kept: 0 and 1 have neither deadline nor agent nor run. */
    private static final int FORM = 2;

    private int form = FORM;
    private final StepCall call;
    private final long patienceMillis;
    private String agent;
    // Set by start(): what is set later may be lost when Jenkins is killed.
    private long deadlineMillis;
    private long longestMillis;
    private volatile String run = "";
    // Both are set by stop(); when that was before a restart, what was begun is settled and nothing more is started.
    private String stopReason = "";
    private long stopDeadlineMillis;
    private transient StepWork work;
    private transient Future<?> overdue;

    RelocationStepExecution(StepContext context, StepCall call, StepLimits limits, String agent) {
        super(context);
        this.call = requireNonNull(call, "call is null");
        this.patienceMillis = limits.stop().toMillis();
        this.longestMillis = limits.longest().toMillis();
        this.agent = requireNonNull(agent, "agent is null");
    }

    @Override
    public synchronized boolean start() {
        deadlineMillis = System.currentTimeMillis() + longestMillis;
        work = work(false);
        launch();
        return false;
    }

    @Override
    public synchronized void onResume() {
        if (work == null) {
            work = work(true);
            if (!stopReason.isEmpty()) {
                work.stop(interrupted(new StoppedBeforeRestart(stopReason)), stopReason, untilStopDeadline());
            }
            launch();
        }
    }

    /** Asks the engine to settle what is in flight; returns at once. */
    @Override
    public synchronized void stop(Throwable cause) {
        if (stopReason.isEmpty()) {
            stopReason = reason(cause);
            stopDeadlineMillis = System.currentTimeMillis() + patienceMillis;
        }
        boolean away = work == null;
        if (away) {
            work = work(true);
        }
        work.stop(cause, stopReason, untilStopDeadline());
        if (away) {
            launch();
        }
    }

    @Override
    public synchronized String getStatus() {
        return work == null
                ? "%s: not started%s".formatted(call.describe(), run.isEmpty() ? "" : "; run " + run)
                : work.status();
    }

    private StepWork work(boolean again) {
        return new StepWork(getContext(), call, new StepWork.Begun(again, agent, run), this::runIs, this::ended);
    }

    private void launch() {
        if (deadlineMillis == 0) {
            // Saved before it was started.
            deadlineMillis = System.currentTimeMillis() + longestMillis;
        }
        long deadline = deadlineMillis;
        overdue = Timer.get()
                .schedule(
                        () -> stop(interrupted(new StepDeadlinePassed(deadline))),
                        Math.max(0, deadline - System.currentTimeMillis()),
                        TimeUnit.MILLISECONDS);
        try {
            StepThreads.run(work);
        } catch (RejectedExecutionException e) {
            work.refuse();
        }
    }

    /** The engine has opened or found the run of the plan. */
    private void runIs(String id) {
        if (!id.equals(run)) {
            run = id;
            getContext().saveState();
        }
    }

    private void ended() {
        Future<?> alarm = overdue;
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    private Duration untilStopDeadline() {
        return Duration.ofMillis(Math.max(0, stopDeadlineMillis - System.currentTimeMillis()));
    }

    private static FlowInterruptedException interrupted(CauseOfInterruption cause) {
        return new FlowInterruptedException(Result.ABORTED, true, cause);
    }

    private static String reason(Throwable cause) {
        return Optional.ofNullable(cause.getMessage())
                .filter(message -> !message.isBlank())
                .orElse(cause.getClass().getSimpleName());
    }

    private synchronized Object readResolve() throws InvalidObjectException {
        if (form > FORM) {
            throw new InvalidObjectException(
                    "%s was begun by a later version of the plugin (form %d; this one reads up to %d); put that version back"
                            .formatted(call.describe(), form, FORM));
        }
        if (form < FORM) {
            form = FORM;
            agent = "";
            run = "";
            stopReason = Objects.requireNonNullElse(stopReason, "");
            longestMillis = StepLimits.LONGEST.toMillis();
            deadlineMillis = System.currentTimeMillis() + longestMillis;
        }
        return this;
    }
}

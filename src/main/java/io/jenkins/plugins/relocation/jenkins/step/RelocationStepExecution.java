// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static java.util.Objects.requireNonNull;

import hudson.model.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Runs one step: asks the engine in a thread of its own and ends when the engine has settled. Holds nothing but what was
 * asked for; after a restart of Jenkins the same call is made again, and the engine continues the open run of that plan.
 */
final class RelocationStepExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    /** How long a stopped step waits for the engine to settle what is in flight. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final StepCall call;
    private final long patienceMillis;
    // Both are set by stop(); when that was before a restart, what was begun is settled and nothing more is started.
    private String stopReason = "";
    private long stopDeadlineMillis;
    private transient StepWork work;

    RelocationStepExecution(StepContext context, StepCall call) {
        this(context, call, PATIENCE);
    }

    RelocationStepExecution(StepContext context, StepCall call, Duration patience) {
        super(context);
        this.call = requireNonNull(call, "call is null");
        this.patienceMillis = patience.toMillis();
    }

    @Override
    public synchronized boolean start() {
        work = new StepWork(getContext(), call, false);
        launch();
        return false;
    }

    @Override
    public synchronized void onResume() {
        if (work == null) {
            work = new StepWork(getContext(), call, true);
            if (!stopReason.isEmpty()) {
                work.stop(stoppedBefore(), stopReason, untilDeadline());
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
            work = new StepWork(getContext(), call, true);
        }
        work.stop(cause, stopReason, untilDeadline());
        if (away) {
            launch();
        }
    }

    @Override
    public synchronized String getStatus() {
        return work == null ? call.describe() + ": not started" : work.status();
    }

    private void launch() {
        try {
            StepThreads.run(work);
        } catch (RejectedExecutionException e) {
            work.refuse();
        }
    }

    private Duration untilDeadline() {
        return Duration.ofMillis(Math.max(0, stopDeadlineMillis - System.currentTimeMillis()));
    }

    private FlowInterruptedException stoppedBefore() {
        return new FlowInterruptedException(Result.ABORTED, true, new StoppedBeforeRestart(stopReason));
    }

    private static String reason(Throwable cause) {
        return Optional.ofNullable(cause.getMessage())
                .filter(message -> !message.isBlank())
                .orElse(cause.getClass().getSimpleName());
    }
}

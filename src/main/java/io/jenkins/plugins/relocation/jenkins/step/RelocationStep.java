// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.AbortException;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.relocation.jenkins.Messages;
import java.io.IOException;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A step that asks the engine for one thing. */
public abstract class RelocationStep extends Step {
    /**
     * What the engine is asked for.
     *
     * @throws IllegalArgumentException when a parameter is missing or not valid
     */
    abstract StepCall call();

    @Override
    public final StepExecution start(StepContext context) throws IOException, InterruptedException {
        StepCall call;
        try {
            call = call();
        } catch (IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
        requirePermission(context.get(Run.class).getParent(), call);
        String agent = Optional.ofNullable(context.get(Computer.class))
                .map(Computer::getName)
                .orElse("");
        return new RelocationStepExecution(context, call, StepLimits.configured(), agent);
    }

    /** A pipeline runs with the rights of whoever its build runs as; without such a set-up that is the system. */
    private static void requirePermission(Job<?, ?> job, StepCall call) throws AbortException {
        if (!job.hasPermission(call.permission())) {
            throw new AbortException(Messages.get(
                    "RelocationStep.permission", call.function(), call.permissionName(), job.getFullName()));
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.AbortException;
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
    public final StepExecution start(StepContext context) throws AbortException {
        try {
            return new RelocationStepExecution(context, call());
        } catch (IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
    }
}

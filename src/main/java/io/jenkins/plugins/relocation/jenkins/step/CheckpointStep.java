// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Takes a restore point of workloads before they move. */
public class CheckpointStep extends ScopedStep {
    @DataBoundConstructor
    public CheckpointStep(String plan) {
        super(plan);
    }

    @Override
    StepCall call() {
        return StepCall.scoped(StepCall.Kind.CHECKPOINT, scope());
    }

    /** Form of {@code checkpoint}. */
    @Extension
    public static class DescriptorImpl extends ScopedStepDescriptor {
        /** Called by Jenkins. */
        public DescriptorImpl() {
            super(CheckpointStep.class, "checkpoint");
        }
    }
}

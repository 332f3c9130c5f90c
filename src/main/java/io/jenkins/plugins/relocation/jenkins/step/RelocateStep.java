// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Moves workloads until they run on their targets, with their sources held. */
public class RelocateStep extends ScopedStep {
    @DataBoundConstructor
    public RelocateStep(String plan) {
        super(plan);
    }

    @Override
    StepCall call() {
        return StepCall.scoped(StepCall.Kind.RELOCATE, scope());
    }

    /** Form of {@code relocate}. */
    @Extension
    public static class DescriptorImpl extends ScopedStepDescriptor {
        /** Called by Jenkins. */
        public DescriptorImpl() {
            super(RelocateStep.class, "relocate");
        }
    }
}

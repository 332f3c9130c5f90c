// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Checks both ends of all moves of a plan. */
public class PrecheckStep extends ScopedStep {
    @DataBoundConstructor
    public PrecheckStep(String plan) {
        super(plan);
    }

    @Override
    StepCall call() {
        return StepCall.scoped(StepCall.Kind.PRECHECK, scope());
    }

    /** Form of {@code precheck}. */
    @Extension
    public static class DescriptorImpl extends ScopedStepDescriptor {
        /** Called by Jenkins. */
        public DescriptorImpl() {
            super(PrecheckStep.class, "precheck");
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Probes moved workloads and gives up their sources. */
public class VerifyStep extends ScopedStep {
    @DataBoundConstructor
    public VerifyStep(String plan) {
        super(plan);
    }

    @Override
    StepCall call() {
        return StepCall.scoped(StepCall.Kind.VERIFY, scope());
    }

    /** Form of {@code verify}. */
    @Extension
    public static class DescriptorImpl extends ScopedStepDescriptor {
        /** Called by Jenkins. */
        public DescriptorImpl() {
            super(VerifyStep.class, "verify");
        }
    }
}

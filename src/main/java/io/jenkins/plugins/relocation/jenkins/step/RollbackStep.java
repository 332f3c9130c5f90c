// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.Extension;
import hudson.Util;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.relocation.jenkins.Messages;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RollbackParameters.To;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Puts moves back, in reverse order. */
public class RollbackStep extends ScopedStep {
    private static final String SOURCE = "source";
    private static final String CHECKPOINT = "checkpoint";

    private String workload;
    private String to = SOURCE;
    private List<String> acceptLoss = List.of();

    @DataBoundConstructor
    public RollbackStep(String plan) {
        super(plan);
    }

    /** The only workload to put back; null: all of them. */
    public String getWorkload() {
        return workload;
    }

    @DataBoundSetter
    public void setWorkload(String workload) {
        this.workload = Util.fixEmptyAndTrim(workload);
    }

    /** "source" or "checkpoint". */
    public String getTo() {
        return to;
    }

    @DataBoundSetter
    public void setTo(String to) {
        this.to = Objects.requireNonNullElse(Util.fixEmptyAndTrim(to), SOURCE);
    }

    /** Workloads whose users' work since the freeze may be lost. */
    public List<String> getAcceptLoss() {
        return acceptLoss;
    }

    @DataBoundSetter
    public void setAcceptLoss(List<String> acceptLoss) {
        this.acceptLoss = Words.split(acceptLoss);
    }

    /** The accepted losses as a form shows them. */
    public String getAcceptLossText() {
        return Words.join(acceptLoss);
    }

    @Override
    StepCall call() {
        return StepCall.rollback(new RollbackParameters(
                getPlan(), getWave(), Objects.requireNonNullElse(workload, ""), parsedTo(), acceptLoss));
    }

    private To parsedTo() {
        return switch (to.toLowerCase(Locale.ROOT)) {
            case SOURCE -> To.SOURCE;
            case CHECKPOINT -> To.CHECKPOINT;
            default ->
                throw new IllegalArgumentException(
                        "to %s is not valid: write 'source' or 'checkpoint'".formatted(Names.quote(to)));
        };
    }

    /** Form of {@code rollback}. */
    @Extension
    public static class DescriptorImpl extends ScopedStepDescriptor {
        /** Called by Jenkins. */
        public DescriptorImpl() {
            super(RollbackStep.class, "rollback");
        }

        /** Choices of {@code to}. */
        @POST
        public ListBoxModel doFillToItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.get("RollbackStep.toSource"), SOURCE);
            items.add(Messages.get("RollbackStep.toCheckpoint"), CHECKPOINT);
            return items;
        }
    }
}

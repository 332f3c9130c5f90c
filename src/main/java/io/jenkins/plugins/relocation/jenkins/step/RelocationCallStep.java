// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.relocation.jenkins.Messages;
import io.jenkins.plugins.relocation.model.Names;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** Calls one of the plugin's own steps by its name: what the global variable {@code relocation} is made of. */
public class RelocationCallStep extends Step {
    private static final Map<String, Class<? extends RelocationStepDescriptor>> STEPS = new TreeMap<>(Map.of(
            "relocationPlan", RelocationPlanStep.DescriptorImpl.class,
            "precheck", PrecheckStep.DescriptorImpl.class,
            "checkpoint", CheckpointStep.DescriptorImpl.class,
            "relocate", RelocateStep.DescriptorImpl.class,
            "verify", VerifyStep.DescriptorImpl.class,
            "rollback", RollbackStep.DescriptorImpl.class));

    private final String step;
    private final Map<String, Object> arguments;

    @DataBoundConstructor
    public RelocationCallStep(String step, Map<String, Object> arguments) {
        this.step = Objects.requireNonNullElse(Util.fixEmptyAndTrim(step), "");
        this.arguments = Objects.requireNonNullElse(arguments, Map.of());
    }

    /** Name of the step. */
    public String getStep() {
        return step;
    }

    /** Its parameters by name. */
    public Map<String, Object> getArguments() {
        return arguments;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        Class<? extends RelocationStepDescriptor> descriptor = STEPS.get(step);
        if (descriptor == null) {
            throw new AbortException(
                    Messages.get("RelocationCallStep.unknown", Names.quote(step), String.join(", ", STEPS.keySet())));
        }
        return ExtensionList.lookupSingleton(descriptor).newInstance(arguments).start(context);
    }

    /** Known to the global variable; not offered to people, who have the steps themselves. */
    @Extension
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "relocationCall";
        }

        @Override
        public String getDisplayName() {
            return Messages.get("RelocationCallStep.displayName");
        }

        @Override
        public boolean isAdvanced() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        public String argumentsToString(Map<String, Object> namedArgs) {
            return namedArgs.get("step") instanceof String name ? name : null;
        }
    }
}

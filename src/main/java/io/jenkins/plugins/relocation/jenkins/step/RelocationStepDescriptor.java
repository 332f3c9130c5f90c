// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.relocation.jenkins.Messages;
import io.jenkins.plugins.relocation.model.Names;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** What the descriptors of all steps have in common. The steps need no agent. */
public abstract class RelocationStepDescriptor extends StepDescriptor {
    private final Class<? extends Step> step;
    private final String functionName;

    /** Describes one step. */
    protected RelocationStepDescriptor(Class<? extends Step> step, String functionName) {
        this.step = step;
        this.functionName = functionName;
    }

    @Override
    public String getFunctionName() {
        return functionName;
    }

    @Override
    public String getDisplayName() {
        return Messages.get(step.getSimpleName() + ".displayName");
    }

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class);
    }

    /**
     * Refuses unknown parameters. Pipeline itself only warns about them, and a misspelt {@code wave} would then mean all
     * waves.
     */
    @Override
    public Step newInstance(Map<String, Object> arguments) throws Exception {
        Set<String> known = StepFields.of(step);
        Set<String> unknown = new TreeSet<>(arguments.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new AbortException("%s has no parameter %s; it has %s"
                    .formatted(
                            functionName,
                            unknown.stream().map(Names::quote).collect(Collectors.joining(", ")),
                            String.join(", ", known)));
        }
        return super.newInstance(arguments);
    }

    /** Shows plan and wave beside the step's name in views of the pipeline. */
    @Override
    public String argumentsToString(Map<String, Object> namedArgs) {
        String shown = known(namedArgs, "inventory", "plan")
                + (namedArgs.containsKey("wave") ? " wave " + namedArgs.get("wave") : "");
        return shown.isBlank() ? null : shown.trim();
    }

    private static String known(Map<String, Object> namedArgs, String... names) {
        StringBuilder out = new StringBuilder();
        for (String name : names) {
            if (namedArgs.get(name) instanceof String value) {
                out.append(value);
            }
        }
        return out.toString();
    }
}

// SPDX-License-Identifier: MIT
package org.jenkinsci.plugins.workflow.steps;

import hudson.model.Descriptor;
import io.jenkins.plugins.relocation.jenkins.standin.DataBinding;
import java.util.Map;
import java.util.Set;

/** Stand-in for tests: makes steps out of named arguments as Pipeline does. */
public abstract class StepDescriptor extends Descriptor<Step> {
    public abstract Set<? extends Class<?>> getRequiredContext();

    public abstract String getFunctionName();

    public boolean isAdvanced() {
        return false;
    }

    public Step newInstance(Map<String, Object> arguments) throws Exception {
        return (Step) DataBinding.create(getClass().getEnclosingClass(), arguments);
    }

    public String argumentsToString(Map<String, Object> namedArgs) {
        return null;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.relocation.jenkins.Messages;
import io.jenkins.plugins.relocation.model.Names;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What the descriptors of all steps have in common that work on a plan. */
public abstract class ScopedStepDescriptor extends RelocationStepDescriptor {
    private static final Pattern PLAN = Pattern.compile("p-[0-9a-f]{12}");

    /** Describes one step. */
    protected ScopedStepDescriptor(Class<? extends Step> step, String functionName) {
        super(step, functionName);
    }

    /**
     * Checks the id of the plan while it is typed. Compares it with what all ids look like and looks nothing up, so that it
     * tells nobody anything and is for everybody.
     */
    @POST
    public FormValidation doCheckPlan(@QueryParameter String value) {
        String id = Util.fixEmptyAndTrim(value);
        if (id == null) {
            return FormValidation.error(Messages.get("ScopedStep.noPlan"));
        }
        return PLAN.matcher(id).matches()
                ? FormValidation.ok()
                : FormValidation.warning(Messages.get("ScopedStep.otherPlan", Names.quote(id)));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** All steps, for tests that must hold for each. */
final class StepCatalogue {
    private StepCatalogue() {}

    static List<StepDescriptor> descriptors() {
        return List.of(
                new RelocationPlanStep.DescriptorImpl(),
                new PrecheckStep.DescriptorImpl(),
                new CheckpointStep.DescriptorImpl(),
                new RelocateStep.DescriptorImpl(),
                new VerifyStep.DescriptorImpl(),
                new RollbackStep.DescriptorImpl());
    }

    static StepDescriptor descriptor(String function) {
        return descriptors().stream()
                .filter(descriptor -> descriptor.getFunctionName().equals(function))
                .findFirst()
                .orElseThrow();
    }

    static Class<? extends Step> step(StepDescriptor descriptor) {
        return descriptor.getClass().getEnclosingClass().asSubclass(Step.class);
    }

    /** The required parameters, with values. */
    static Map<String, Object> required(StepDescriptor descriptor) {
        return descriptor.getFunctionName().equals("relocationPlan") ? Map.of() : Map.of("plan", "p-1");
    }

    static Object value(Step step, String field) throws ReflectiveOperationException {
        String getter = "get" + Character.toUpperCase(field.charAt(0)) + field.substring(1);
        return step.getClass().getMethod(getter).invoke(step);
    }
}

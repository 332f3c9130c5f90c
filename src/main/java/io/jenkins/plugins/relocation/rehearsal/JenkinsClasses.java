// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Map;

/** The few classes of Jenkins that scripts name, to catch what steps throw: ours stand for them. */
final class JenkinsClasses extends ClassLoader {
    private static final Map<String, Class<?>> KNOWN = Map.of(
            "hudson.AbortException",
            StepFailure.class,
            "org.jenkinsci.plugins.workflow.steps.FlowInterruptedException",
            Interruption.class);

    JenkinsClasses(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Class<?> known = KNOWN.get(name);
        return known == null ? super.loadClass(name, resolve) : known;
    }
}

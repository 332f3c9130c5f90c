// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Set;
import java.util.TreeSet;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Finds the parameters that a step takes. */
final class StepFields {
    private static final int SET = "set".length();

    private StepFields() {}

    /** Names of the parameters, sorted. */
    static Set<String> of(Class<?> step) {
        Set<String> names = new TreeSet<>();
        for (Constructor<?> constructor : step.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                for (Parameter parameter : constructor.getParameters()) {
                    names.add(parameter.getName());
                }
            }
        }
        for (Method method : step.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                names.add(Character.toLowerCase(method.getName().charAt(SET))
                        + method.getName().substring(SET + 1));
            }
        }
        return names;
    }
}

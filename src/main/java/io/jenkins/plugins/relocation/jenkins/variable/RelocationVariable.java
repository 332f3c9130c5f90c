// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.variable;

import groovy.lang.Binding;
import hudson.Extension;
import org.jenkinsci.plugins.workflow.cps.CpsScript;
import org.jenkinsci.plugins.workflow.cps.GlobalVariable;

/**
 * The variable {@code relocation} of pipelines: the same steps, also where another plugin has taken the name of one of them. It is
 * written in Groovy, so that Pipeline can save a build in the middle of one of its methods.
 */
@Extension(optional = true)
public class RelocationVariable extends GlobalVariable {
    /** Name of the variable. */
    static final String NAME = "relocation";

    static final String SOURCE = "io.jenkins.plugins.relocation.jenkins.variable.Relocation";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public Object getValue(CpsScript script) throws Exception {
        Binding binding = script.getBinding();
        if (binding.hasVariable(NAME)) {
            return binding.getVariable(NAME);
        }
        // A constructor: a method would be one that Pipeline wants to be able to save a build in.
        Object value = script.getClass()
                .getClassLoader()
                .loadClass(SOURCE)
                .getConstructor(CpsScript.class)
                .newInstance(script);
        binding.setVariable(NAME, value);
        return value;
    }
}

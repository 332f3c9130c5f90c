// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.GroovyObjectSupport;
import java.util.Arrays;

/** The global variable {@code relocation} of the script. Public because Groovy calls it; not for use in Java. */
public final class RelocationGlobal extends GroovyObjectSupport {
    private final JenkinsfileScript script;

    RelocationGlobal(JenkinsfileScript script) {
        this.script = script;
    }

    @Override
    public Object invokeMethod(String name, Object arguments) {
        return script.$relocation(ErrorLocation.current(), name, Arrays.asList((Object[]) arguments));
    }
}

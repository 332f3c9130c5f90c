// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.variable;

import hudson.Extension;
import java.util.Objects;
import org.jenkinsci.plugins.workflow.cps.GroovySourceFileAllowlist;

/** Lets Pipeline load the one Groovy source of this plugin, and no other file. */
@Extension(optional = true)
public class RelocationSource extends GroovySourceFileAllowlist {
    private final String allowed = Objects.requireNonNull(
                    RelocationSource.class.getResource("Relocation.groovy"), "Relocation.groovy is not in the plugin")
            .toString();

    @Override
    public boolean isAllowed(String groovySourceFileUrl) {
        return allowed.equals(groovySourceFileUrl);
    }
}

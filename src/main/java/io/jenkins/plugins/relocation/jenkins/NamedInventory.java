// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.relocation.model.Names;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An inventory that an administrator keeps in Jenkins. */
public class NamedInventory extends AbstractDescribableImpl<NamedInventory> {
    private final String name;
    private String yaml = "";

    @DataBoundConstructor
    public NamedInventory(String name) {
        this.name = orEmpty(name);
    }

    /** What steps call it. */
    public String getName() {
        return orEmpty(name);
    }

    /** The inventory itself. */
    public String getYaml() {
        return yaml == null ? "" : yaml;
    }

    @DataBoundSetter
    public void setYaml(String yaml) {
        this.yaml = yaml == null ? "" : yaml;
    }

    private static String orEmpty(String value) {
        return Optional.ofNullable(Util.fixEmptyAndTrim(value)).orElse("");
    }

    /** Form of a named inventory. */
    @Extension
    public static class DescriptorImpl extends Descriptor<NamedInventory> {
        @Override
        public String getDisplayName() {
            return Messages.get("NamedInventory.displayName");
        }

        /** Checks the name while it is typed. */
        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            try {
                Names.require("inventory", Util.fixEmptyAndTrim(value));
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        /** Checks the inventory while it is typed. */
        @POST
        public FormValidation doCheckYaml(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            if (Util.fixEmptyAndTrim(value) == null) {
                return FormValidation.error(Messages.get("NamedInventory.yamlMissing"));
            }
            List<String> problems = Engines.get().inventories().problems(value);
            return problems.isEmpty() ? FormValidation.ok() : FormValidation.error(String.join("\n", problems));
        }
    }
}

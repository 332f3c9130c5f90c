// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Objects;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An inventory that an administrator keeps in Jenkins: its text, or a file on the controller that holds it. */
public class NamedInventory extends AbstractDescribableImpl<NamedInventory> {
    private final String name;
    private String yaml;
    private String file;

    @DataBoundConstructor
    public NamedInventory(String name) {
        this.name = orEmpty(name);
    }

    /** What steps call it. */
    public String getName() {
        return orEmpty(name);
    }

    /** The inventory itself; null: it is in a file. */
    public String getYaml() {
        return Util.fixEmptyAndTrim(yaml) == null ? null : yaml;
    }

    @DataBoundSetter
    public void setYaml(String yaml) {
        this.yaml = yaml;
    }

    /** Absolute path of a file on the controller; null: the text is here. */
    public String getFile() {
        return file;
    }

    @DataBoundSetter
    public void setFile(String file) {
        this.file = Util.fixEmptyAndTrim(file);
    }

    /**
     * The inventory's text, read now.
     *
     * @throws RelocationException when it is in a file that cannot be read
     */
    String text() {
        return getFile() == null ? Objects.requireNonNullElse(getYaml(), "") : ControllerFile.text(getFile());
    }

    /**
     * Refuses an inventory that no step could use.
     *
     * @throws IllegalArgumentException naming the inventory
     */
    void check() {
        Names.require("inventory", getName());
        if ((getYaml() == null) == (getFile() == null)) {
            throw new IllegalArgumentException(Messages.get("NamedInventory.either", getName()));
        }
        if (getFile() != null) {
            ControllerFile.requireAbsolute(getFile());
        }
    }

    private static String orEmpty(String value) {
        return Objects.requireNonNullElse(Util.fixEmptyAndTrim(value), "");
    }

    /** Form of a named inventory. What it checks needs no host, and no file but for administrators. */
    @Extension
    @Symbol("relocationInventory")
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
            return Util.fixEmptyAndTrim(value) == null ? FormValidation.ok() : problems(value);
        }

        /** Checks that the file can be read and holds an inventory. */
        @POST
        public FormValidation doCheckFile(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String path = Util.fixEmptyAndTrim(value);
            if (path == null) {
                return FormValidation.ok();
            }
            try {
                ControllerFile.requireAbsolute(path);
                return problems(ControllerFile.text(path));
            } catch (IllegalArgumentException | RelocationException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        private static FormValidation problems(String yaml) {
            List<String> problems = Engines.get().inventories().problems(yaml);
            return problems.isEmpty() ? FormValidation.ok() : FormValidation.error(String.join("\n", problems));
        }
    }
}

// SPDX-License-Identifier: MIT
package hudson.model;

import hudson.BulkChange;
import io.jenkins.plugins.relocation.jenkins.standin.DataBinding;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/** Stand-in for tests: binds forms as Stapler does, as far as these forms need it. */
public abstract class Descriptor<T extends Describable<T>> implements Saveable {
    private int saves;

    protected Descriptor() {}

    public String getDisplayName() {
        return getClass().getSimpleName();
    }

    @SuppressWarnings("unchecked")
    public T newInstance(StaplerRequest2 req, JSONObject formData) throws FormException {
        return (T) DataBinding.create(getClass().getEnclosingClass(), formData.asMap());
    }

    public boolean configure(StaplerRequest2 req, JSONObject json) throws FormException {
        return true;
    }

    @Override
    public void save() {
        if (!BulkChange.contains(this)) {
            saves++;
        }
    }

    public int saves() {
        return saves;
    }

    public void load() {}

    public static final class FormException extends Exception {
        private static final long serialVersionUID = 1L;

        public FormException(String message, String formField) {
            super(message);
        }
    }
}

// SPDX-License-Identifier: MIT
package hudson.model;

import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

public abstract class Descriptor<T extends Describable<T>> implements Saveable {
    protected Descriptor() {}

    public String getDisplayName() {
        return null;
    }

    public T newInstance(StaplerRequest2 req, JSONObject formData) throws FormException {
        return null;
    }

    public boolean configure(StaplerRequest2 req, JSONObject json) throws FormException {
        return false;
    }

    @Override
    public void save() {}

    public void load() {}

    public static final class FormException extends Exception {
        private static final long serialVersionUID = 1L;

        public FormException(String message, String formField) {
            super(message);
        }
    }
}

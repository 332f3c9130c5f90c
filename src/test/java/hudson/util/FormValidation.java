// SPDX-License-Identifier: MIT
package hudson.util;

import java.io.IOException;
import org.kohsuke.stapler.HttpResponse;

/** Stand-in for tests. */
public abstract class FormValidation extends IOException implements HttpResponse {
    private static final long serialVersionUID = 1L;
    private final boolean ok;

    private FormValidation(boolean ok, String message) {
        super(message);
        this.ok = ok;
    }

    public boolean isOk() {
        return ok;
    }

    public static FormValidation ok() {
        return new FormValidation(true, "") {
            private static final long serialVersionUID = 1L;
        };
    }

    public static FormValidation warning(String message) {
        return error(message);
    }

    public static FormValidation error(String message) {
        return new FormValidation(false, message) {
            private static final long serialVersionUID = 1L;
        };
    }
}

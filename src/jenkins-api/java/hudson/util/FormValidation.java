// SPDX-License-Identifier: MIT
package hudson.util;

import java.io.IOException;
import org.kohsuke.stapler.HttpResponse;

public abstract class FormValidation extends IOException implements HttpResponse {
    private static final long serialVersionUID = 1L;

    private FormValidation() {}

    public static FormValidation ok() {
        return null;
    }

    public static FormValidation warning(String message) {
        return null;
    }

    public static FormValidation error(String message) {
        return null;
    }
}

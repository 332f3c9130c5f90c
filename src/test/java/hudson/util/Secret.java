// SPDX-License-Identifier: MIT
package hudson.util;

import java.io.Serializable;

/** Stand-in for tests. */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String plainText;

    public Secret(String plainText) {
        this.plainText = plainText;
    }

    public String getPlainText() {
        return plainText;
    }
}

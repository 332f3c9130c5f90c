// SPDX-License-Identifier: MIT
package org.jvnet.localizer;

import java.io.Serializable;

/** Stand-in for tests. */
public class Localizable implements Serializable {
    private static final long serialVersionUID = 1L;
    private final ResourceBundleHolder holder;
    private final String key;

    public Localizable(ResourceBundleHolder holder, String key, Object... args) {
        this.holder = holder;
        this.key = key;
    }

    @Override
    public String toString() {
        return holder.format(key);
    }
}

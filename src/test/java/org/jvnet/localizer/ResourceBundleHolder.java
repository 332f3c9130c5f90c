// SPDX-License-Identifier: MIT
package org.jvnet.localizer;

import java.io.Serializable;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** Stand-in for tests: English only; a missing key is an error. */
public final class ResourceBundleHolder implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Class<?> owner;

    private ResourceBundleHolder(Class<?> owner) {
        this.owner = owner;
    }

    public static ResourceBundleHolder get(Class<?> clazz) {
        return new ResourceBundleHolder(clazz);
    }

    public String format(String key, Object... args) {
        ResourceBundle bundle = ResourceBundle.getBundle(owner.getName(), Locale.ROOT, owner.getClassLoader());
        return MessageFormat.format(bundle.getString(key), args);
    }
}

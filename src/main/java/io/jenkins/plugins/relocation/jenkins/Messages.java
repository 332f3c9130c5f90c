// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import org.jvnet.localizer.ResourceBundleHolder;

/** Texts of the Jenkins side in the language of whoever looks: the keys of {@code Messages.properties}. */
public final class Messages {
    private Messages() {}

    /** The text with that key. */
    public static String get(String key, Object... arguments) {
        return ResourceBundleHolder.get(Messages.class).format(key, arguments);
    }
}

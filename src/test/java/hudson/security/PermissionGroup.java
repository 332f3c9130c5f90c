// SPDX-License-Identifier: MIT
package hudson.security;

import org.jvnet.localizer.Localizable;

/** Stand-in for tests. */
public final class PermissionGroup {
    private final Localizable title;

    public PermissionGroup(Class<?> owner, Localizable title) {
        this.title = title;
    }

    public String title() {
        return title.toString();
    }
}

// SPDX-License-Identifier: MIT
package hudson.security;

import org.jvnet.localizer.Localizable;

public final class Permission {
    public final String name;

    public Permission(
            PermissionGroup group,
            String name,
            Localizable description,
            Permission impliedBy,
            boolean enable,
            PermissionScope[] scopes) {
        this.name = name;
    }
}

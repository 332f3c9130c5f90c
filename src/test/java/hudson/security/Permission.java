// SPDX-License-Identifier: MIT
package hudson.security;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jvnet.localizer.Localizable;

/** Stand-in for tests: knows who has it because of what else they have. */
public final class Permission {
    private static final List<Permission> ALL = new CopyOnWriteArrayList<>();

    public final String name;
    private final PermissionGroup group;
    private final Localizable description;
    private final Permission impliedBy;
    private final PermissionScope[] scopes;

    public Permission(
            PermissionGroup group,
            String name,
            Localizable description,
            Permission impliedBy,
            boolean enable,
            PermissionScope[] scopes) {
        this.group = group;
        this.name = name;
        this.description = description;
        this.impliedBy = impliedBy;
        this.scopes = scopes.clone();
        ALL.add(this);
    }

    public static List<Permission> all() {
        return List.copyOf(ALL);
    }

    public String id() {
        return group.title() + "/" + name;
    }

    public String description() {
        return description.toString();
    }

    public PermissionScope[] scopes() {
        return scopes.clone();
    }

    /** Whether who has the other one has this one. */
    public boolean isGrantedBy(Permission other) {
        return this == other || impliedBy != null && impliedBy.isGrantedBy(other);
    }

    @Override
    public String toString() {
        return id();
    }
}

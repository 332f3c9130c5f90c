// SPDX-License-Identifier: MIT
package hudson.security;

/** Stand-in for tests: everything has the same rights, those of whoever the thread acts as. */
public interface AccessControlled {
    default void checkPermission(Permission permission) {
        if (!hasPermission(permission)) {
            throw new SecurityException("missing permission " + permission.id());
        }
    }

    default boolean hasPermission(Permission permission) {
        return ACL.has(permission);
    }
}

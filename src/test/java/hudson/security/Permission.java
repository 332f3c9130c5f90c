// SPDX-License-Identifier: MIT
package hudson.security;

/** Stand-in for tests. */
public final class Permission {
    private final String id;

    public Permission(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}

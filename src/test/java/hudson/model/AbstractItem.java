// SPDX-License-Identifier: MIT
package hudson.model;

import hudson.security.AccessControlled;

/** Stand-in for tests. */
public abstract class AbstractItem extends Actionable implements AccessControlled {
    private final String fullName;

    protected AbstractItem(String fullName) {
        this.fullName = fullName;
    }

    public final String getFullName() {
        return fullName;
    }
}

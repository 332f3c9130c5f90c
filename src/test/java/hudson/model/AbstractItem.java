// SPDX-License-Identifier: MIT
package hudson.model;

/** Stand-in for tests. */
public abstract class AbstractItem extends Actionable {
    private final String fullName;

    protected AbstractItem(String fullName) {
        this.fullName = fullName;
    }

    public final String getFullName() {
        return fullName;
    }
}

// SPDX-License-Identifier: MIT
package hudson.model;

public abstract class AbstractItem extends Actionable {
    public final String getFullName() {
        return null;
    }
}

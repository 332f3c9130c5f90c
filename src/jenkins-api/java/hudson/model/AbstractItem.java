// SPDX-License-Identifier: MIT
package hudson.model;

import hudson.security.AccessControlled;

public abstract class AbstractItem extends Actionable implements AccessControlled {
    public final String getFullName() {
        return null;
    }
}

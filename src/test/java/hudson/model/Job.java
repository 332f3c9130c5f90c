// SPDX-License-Identifier: MIT
package hudson.model;

/** Stand-in for tests. */
public abstract class Job<J extends Job<J, R>, R extends Run<J, R>> extends AbstractItem {
    protected Job(String fullName) {
        super(fullName);
    }
}

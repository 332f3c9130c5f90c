// SPDX-License-Identifier: MIT
package hudson.model;

public abstract class Actionable {
    public void addAction(Action a) {}

    public boolean addOrReplaceAction(Action a) {
        return false;
    }

    public <T extends Action> T getAction(Class<T> type) {
        return null;
    }
}

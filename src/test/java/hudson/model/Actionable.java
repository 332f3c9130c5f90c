// SPDX-License-Identifier: MIT
package hudson.model;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stand-in for tests. */
public abstract class Actionable {
    private final List<Action> actions = new CopyOnWriteArrayList<>();

    public void addAction(Action a) {
        actions.add(a);
    }

    public boolean addOrReplaceAction(Action a) {
        actions.removeIf(before -> before.getClass() == a.getClass());
        return actions.add(a);
    }

    public <T extends Action> T getAction(Class<T> type) {
        return actions.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }
}

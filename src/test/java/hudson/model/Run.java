// SPDX-License-Identifier: MIT
package hudson.model;

import hudson.security.ACL;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.model.RunAction2;

/** Stand-in for tests: builds that a test has put there are found by their ids. */
public abstract class Run<J extends Job<J, R>, R extends Run<J, R>> extends Actionable implements Saveable {
    private static final Map<String, Run<?, ?>> RUNS = new ConcurrentHashMap<>();
    private final J parent;
    private final int number;
    private volatile int saves;

    protected Run(J parent, int number) {
        this.parent = parent;
        this.number = number;
    }

    public static void put(Run<?, ?> run) {
        RUNS.put(run.getExternalizableId(), run);
    }

    public static void reset() {
        RUNS.clear();
    }

    public J getParent() {
        return parent;
    }

    public int getNumber() {
        return number;
    }

    public final String getExternalizableId() {
        return parent.getFullName() + "#" + number;
    }
    /** As in Jenkins, nobody but the system finds builds here: a thread without an authentication sees none. */
    public static Run<?, ?> fromExternalizableId(String id) {
        return ACL.isSystem() ? RUNS.get(id) : null;
    }

    @Override
    public void addAction(Action a) {
        super.addAction(a);
        if (a instanceof RunAction2 action) {
            action.onAttached(this);
        }
    }

    @Override
    public synchronized void save() {
        saves++;
    }

    public int saves() {
        return saves;
    }
}

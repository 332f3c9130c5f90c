// SPDX-License-Identifier: MIT
package hudson.model;

import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;

/** Stand-in for tests: builds that a test has put there are found by their ids. */
public abstract class Run<J extends Job<J, R>, R extends Run<J, R>> extends Actionable
        implements Saveable, AccessControlled {
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

    /** Somebody deletes the build. */
    public static void remove(Run<?, ?> run) {
        RUNS.remove(run.getExternalizableId());
    }

    public static void reset() {
        RUNS.clear();
    }

    public J getParent() {
        return parent;
    }

    public String getUrl() {
        return "job/" + parent.getFullName().replace("/", "/job/") + "/" + number + "/";
    }

    public int getNumber() {
        return number;
    }

    public final String getExternalizableId() {
        return parent.getFullName() + "#" + number;
    }
    /** As in Jenkins, who may not see a build does not find it: a thread without an authentication finds none. */
    public static Run<?, ?> fromExternalizableId(String id) {
        return ACL.has(Jenkins.ADMINISTER) ? RUNS.get(id) : null;
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

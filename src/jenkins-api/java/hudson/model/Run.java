// SPDX-License-Identifier: MIT
package hudson.model;

import hudson.security.AccessControlled;
import java.io.IOException;

public abstract class Run<J extends Job<J, R>, R extends Run<J, R>> extends Actionable
        implements Saveable, AccessControlled {
    protected Run() {}

    public J getParent() {
        return null;
    }

    public int getNumber() {
        return 0;
    }

    public String getUrl() {
        return null;
    }

    public String getExternalizableId() {
        return null;
    }

    public static Run<?, ?> fromExternalizableId(String id) {
        return null;
    }

    @Override
    public void addAction(Action a) {}

    @Override
    public void save() throws IOException {}
}

// SPDX-License-Identifier: MIT
package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

/** Stand-in for tests: keeps its context, also across serialisation. */
public abstract class StepExecution implements Serializable {
    private static final long serialVersionUID = 1L;
    private final StepContext context;

    protected StepExecution(StepContext context) {
        this.context = context;
    }

    public StepContext getContext() {
        return context;
    }

    public abstract boolean start() throws Exception;

    public void stop(Throwable cause) throws Exception {}

    public void onResume() {}

    public String getStatus() {
        return null;
    }
}

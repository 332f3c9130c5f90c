// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.List;

/**
 * Something ended the work from outside: a timeout, a refused input, a failed sibling, a stop. To scripts it is Pipeline's {@code
 * FlowInterruptedException}.
 */
public final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final BuildResult result;
    private final boolean byOther;

    Interruption(BuildResult result, String message) {
        this(result, message, false);
    }

    Interruption(BuildResult result, String message, boolean byOther) {
        super(message);
        this.result = result;
        this.byOther = byOther;
    }

    /** The result that it gives to what it ended. */
    public BuildResult result() {
        return result;
    }

    /** As scripts see it in Jenkins. */
    @Override
    public String toString() {
        return "org.jenkinsci.plugins.workflow.steps.FlowInterruptedException: " + getMessage();
    }

    /** The result for scripts. */
    public BuildResult getResult() {
        return result;
    }

    /** What is behind it, for scripts. */
    public List<Cause> getCauses() {
        return List.of(new Cause(String.valueOf(getMessage())));
    }

    /** Whether a failure elsewhere is behind it, which gives the build its result. */
    public boolean byOther() {
        return byOther;
    }

    /** One cause, with what scripts ask it for. */
    public static final class Cause {
        private final String text;

        private Cause(String text) {
            this.text = text;
        }

        /** It in words. */
        public String getShortDescription() {
            return text;
        }
    }
}

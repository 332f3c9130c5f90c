// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

/** A step failed. Scripts can catch it, as they catch what a step throws in Jenkins, where it is {@code hudson.AbortException}. */
public final class StepFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private int line;

    /** Scripts may throw it as well. */
    public StepFailure(String message) {
        super(message);
    }

    StepFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Remembers where it happened; the first place stays. */
    StepFailure at(int where) {
        if (line == 0) {
            line = where;
        }
        return this;
    }

    /** As scripts see it in Jenkins. */
    @Override
    public String toString() {
        return "hudson.AbortException: " + getMessage();
    }

    /** Line of the Jenkinsfile; 0: not known. */
    public int line() {
        return line;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

/**
 * How a command of a simulated AIX system ended.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error
 */
public record Answer(int status, String out, String err) {
    static Answer ok(String out) {
        return new Answer(0, out, "");
    }

    static Answer failed(int status, String message) {
        return new Answer(status, "", message + "\n");
    }

    /** What two commands say, one after the other; the second decides how they ended. */
    Answer and(Answer next) {
        return new Answer(next.status, out + next.out, err + next.err);
    }

    public boolean succeeded() {
        return status == 0;
    }
}

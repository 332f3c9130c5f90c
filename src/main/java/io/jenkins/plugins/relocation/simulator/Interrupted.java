// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

/** What was at work on a simulated host ends at once, without doing anything more: it was killed, or its host died. */
public final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Interrupted(String what) {
        super(what, null, false, false);
    }
}

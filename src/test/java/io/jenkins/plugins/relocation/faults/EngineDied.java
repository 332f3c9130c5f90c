// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

/** What dies with its process: nobody catches it on the way. */
final class EngineDied extends Error {
    private static final long serialVersionUID = 1L;

    EngineDied() {
        super("the engine was killed", null, false, false);
    }
}

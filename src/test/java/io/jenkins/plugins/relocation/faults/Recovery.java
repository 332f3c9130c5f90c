// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

/** What an operator does after a fault. */
enum Recovery {
    /** The same step again, and then whatever ends the move. */
    GO_ON,
    /** Back to the source. */
    GO_BACK,
    /** Whatever is safe from where it stands: recover. */
    SETTLE
}

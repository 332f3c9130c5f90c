// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Workload;
import java.util.Comparator;

/**
 * A workload that is to move.
 *
 * @param workload with the host it is on now
 * @param need what moving it takes
 */
record Mover(Workload workload, Need need) {
    /** Largest first; of equals by name, so that the order never depends on the inventory's. */
    static final Comparator<Mover> LARGEST_FIRST =
            Comparator.comparingLong(Mover::memory).reversed().thenComparing(Mover::name);

    String name() {
        return workload.name();
    }

    String source() {
        return workload.host();
    }

    /** Bytes to keep for it on a target: what its owner says, and never less than it uses now. */
    long memory() {
        return Math.max(workload.memory(), need.memoryBytes());
    }
}

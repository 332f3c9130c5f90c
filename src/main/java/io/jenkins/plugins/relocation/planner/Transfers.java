// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;

/** Decides how the memory of a move travels. */
@FunctionalInterface
public interface Transfers {
    /** The decision for one move, with what was measured for it. */
    TransferPlan of(Workload workload, Host from, Host to);
}

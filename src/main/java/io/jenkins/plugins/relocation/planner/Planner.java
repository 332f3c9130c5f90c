// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Plan;

/** Decides which workload goes where, and in which order. Looks at no host: all it knows is in the request. */
public interface Planner {
    /**
     * Makes a plan. The same request gives the same plan.
     *
     * @throws io.jenkins.plugins.relocation.spi.RelocationException with {@code INFEASIBLE} naming each workload that has no
     *     place and what excludes each host; with {@code BAD_INPUT} when the goal names what the inventory does not have
     */
    Plan plan(PlanRequest request);
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;

/**
 * The steps of the pipeline, as Jenkins, the rehearsal and the command line call them. All methods block until the work is
 * done or has been settled after a failure or a stop; all may throw {@link
 * io.jenkins.plugins.relocation.spi.RelocationException}. Steps that work on a plan continue its open run, or open one.
 */
public interface Steps {
    /**
     * Makes a plan and keeps it under its id. Looks at hosts, changes nothing on them.
     *
     * @param inventoryText content of the inventory file that {@code parameters} names
     */
    PlanResult plan(PlanParameters parameters, String inventoryText, Caller caller);

    /** Checks both ends of all moves of the scope. Findings that block are a result here, not an exception. */
    PrecheckResult precheck(Scope scope, Caller caller);

    /** Takes a restore point of each workload of the scope. */
    RunResult checkpoint(Scope scope, Caller caller);

    /**
     * Moves every workload of the scope until it is RESUMED on its target.
     *
     * @throws RunFailedException when a move got no further and was undone, or needs an operator
     */
    RunResult relocate(Scope scope, Caller caller);

    /**
     * Probes every resumed workload of the scope and commits it.
     *
     * @throws RunFailedException when a workload did not verify and was returned, or needs an operator
     */
    RunResult verify(Scope scope, Caller caller);

    /**
     * Puts moves back, in reverse order. Moves that were never started or are back already are left alone.
     *
     * @throws RunFailedException when something could not be put back
     */
    RunResult rollback(RollbackParameters parameters, Caller caller);
}

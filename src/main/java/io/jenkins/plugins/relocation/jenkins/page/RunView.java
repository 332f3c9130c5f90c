// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.journal.Line;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RunResult;
import java.util.List;
import java.util.Optional;

/**
 * What pages show of the engine's plans and journals. Called whenever somebody looks: it must be quick and contact no host. A
 * damaged journal is a {@link io.jenkins.plugins.relocation.spi.RelocationException}.
 */
public interface RunView {
    /** The plan with that id; empty when it is not kept any more. */
    Optional<Plan> plan(String planId);

    /** Where the newest run of the plan stands; empty when none was opened. */
    Optional<RunResult> run(String planId);

    /** All findings of the plan's last prechecks; empty when there were none. */
    List<Finding> findings(String planId);

    /** Where the run stands that a call of a step worked in, when that run has ended; empty: the call can go on. */
    Optional<RunResult> ended(String planId, String call);

    /** Ids of all runs, the newest first. */
    List<String> runs();

    /** Where a run stands. */
    RunResult status(String runId);

    /** Whether a run will not go on. */
    boolean closed(String runId);

    /** The journal of a run, the oldest line first. */
    List<Line> journal(String runId);
}

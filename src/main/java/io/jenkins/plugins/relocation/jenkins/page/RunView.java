// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RunResult;
import java.util.List;
import java.util.Optional;

/**
 * What the page of a build shows of the engine's plans and journals. Called whenever somebody looks: it must be quick and
 * contact no host.
 */
public interface RunView {
    /** The plan with that id; empty when it is not kept any more. */
    Optional<Plan> plan(String planId);

    /** Where the newest run of the plan stands; empty when none was opened. */
    Optional<RunResult> run(String planId);

    /** All findings of the plan's last prechecks; empty when there were none. */
    List<Finding> findings(String planId);
}

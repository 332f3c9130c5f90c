// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model.step;

import io.jenkins.plugins.relocation.model.Finding;
import java.util.List;

/**
 * Result of {@code precheck}.
 *
 * @param plan id of the plan
 * @param passed whether no required finding is anything but a pass
 * @param findings all findings of both ends of all moves
 */
public record PrecheckResult(String plan, boolean passed, List<Finding> findings) implements StepResult {
    public PrecheckResult {
        findings = List.copyOf(findings);
    }

    /** The result for these findings. */
    public static PrecheckResult of(String plan, List<Finding> findings) {
        return new PrecheckResult(plan, findings.stream().noneMatch(Finding::blocks), findings);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.AbortException;
import io.jenkins.plugins.relocation.jenkins.Messages;
import io.jenkins.plugins.relocation.jenkins.page.HumanText;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.StepResult;
import java.util.stream.Collectors;

/** Prechecks that let a step fail. */
final class Blocking {
    private Blocking() {}

    /** @throws AbortException when these are prechecks that did not pass, naming each that is required */
    static void refuse(StepResult result) throws AbortException {
        if (result instanceof PrecheckResult prechecks && !prechecks.passed()) {
            throw new AbortException(Messages.get(
                    "StepWork.blocked",
                    prechecks.plan(),
                    prechecks.findings().stream()
                            .filter(Finding::blocks)
                            .map(Blocking::brief)
                            .collect(Collectors.joining("; "))));
        }
    }

    private static String brief(Finding finding) {
        return HumanText.line("%s on %s%s: %s"
                .formatted(
                        finding.check(),
                        finding.host(),
                        finding.workload().isEmpty() ? "" : " for " + finding.workload(),
                        finding.message()));
    }
}

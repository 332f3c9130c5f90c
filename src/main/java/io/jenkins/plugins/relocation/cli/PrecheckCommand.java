// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.planner.FindingText;
import picocli.CommandLine.Command;

@Command(
        name = "precheck",
        mixinStandardHelpOptions = true,
        description = "Checks both ends of all moves; changes nothing.")
final class PrecheckCommand extends StepCommand {
    @Override
    int step(Relocator relocator, Scope scope, Caller caller) {
        PrecheckResult result = relocator.precheck(scope, caller);
        if (result.passed()) {
            return 0;
        }
        FindingText.lines(result.findings().stream().filter(Finding::blocks).toList())
                .forEach(line -> System.err.println("  " + line));
        return Relocator.codeOf(result).exitStatus();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.step.Scope;
import picocli.CommandLine.Command;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Probes workloads on their targets and commits them.")
final class VerifyCommand extends StepCommand {
    @Override
    int step(Relocator relocator, Scope scope, Caller caller) {
        relocator.verify(scope, caller);
        return 0;
    }
}

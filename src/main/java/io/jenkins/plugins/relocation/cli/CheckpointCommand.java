// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.step.Scope;
import picocli.CommandLine.Command;

@Command(name = "checkpoint", mixinStandardHelpOptions = true, description = "Takes a restore point of each workload.")
final class CheckpointCommand extends StepCommand {
    @Override
    int step(Relocator relocator, Scope scope, Caller caller) {
        relocator.checkpoint(scope, caller);
        return 0;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.step.Scope;
import picocli.CommandLine.Command;

@Command(
        name = "relocate",
        mixinStandardHelpOptions = true,
        description = "Moves workloads until they run on their targets, unverified; the sources are held.")
final class RelocateCommand extends StepCommand {
    @Override
    int step(Relocator relocator, Scope scope, Caller caller) {
        relocator.relocate(scope, caller);
        return 0;
    }
}

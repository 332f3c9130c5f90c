// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import picocli.CommandLine.Command;

@Command(
        name = "precheck",
        mixinStandardHelpOptions = true,
        description = "Checks both ends of all moves; changes nothing.")
final class PrecheckCommand extends StepCommand {
    @Override
    int step(Relocator relocator, Scope scope, Caller caller) {
        return relocator.precheck(scope, caller).passed() ? 0 : ErrorCode.PRECHECK_FAILED.exitStatus();
    }
}

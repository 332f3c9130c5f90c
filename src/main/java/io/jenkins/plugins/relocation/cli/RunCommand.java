// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Runs a plan: wave by wave relocate and verify; what is not committed when something fails is put back.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(paramLabel = "PLAN", description = "Id of a plan, or a plan file.")
    private String plan;

    @Override
    public Integer call() {
        try (Controller controller = common.controller()) {
            Relocator relocator = controller.relocator();
            String id = Inputs.planId(plan, relocator.store());
            Caller caller = common.caller();
            try {
                for (Wave wave : relocator.store().plan(id).waves()) {
                    Scope scope = new Scope(id, wave.number());
                    relocator.relocate(scope, caller);
                    relocator.verify(scope, caller);
                }
                return 0;
            } catch (RelocationException e) {
                putBack(relocator, id, caller, e);
                throw e;
            }
        }
    }

    private static void putBack(Relocator relocator, String plan, Caller caller, RelocationException cause) {
        try {
            relocator.rollback(RollbackParameters.all(plan), caller);
        } catch (RelocationException e) {
            cause.addSuppressed(e);
            System.err.println("relocation: putting back did not succeed: " + e.getMessage());
        }
    }
}

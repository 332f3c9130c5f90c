// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RollbackParameters.To;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = "Puts moves back that are not committed, in reverse order.")
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(paramLabel = "PLAN", description = "Id of a plan, or a plan file.")
    private String plan;

    @Option(names = "--wave", paramLabel = "N", description = "Only this wave (default: all).")
    private int wave;

    @Option(names = "--workload", paramLabel = "NAME", defaultValue = "", description = "Only this workload.")
    private String workload;

    @Option(
            names = "--to",
            paramLabel = "STATE",
            defaultValue = "source",
            description = "source: the state now (default); checkpoint: the restore point.")
    private To to;

    @Option(
            names = "--accept-loss",
            paramLabel = "NAME",
            description = "Workload whose users' work since the freeze or restore point may be lost.")
    private List<String> acceptLoss = new ArrayList<>();

    @Override
    public Integer call() {
        try (Controller controller = common.controller()) {
            String id = Inputs.planId(plan, controller.relocator().store());
            controller
                    .relocator()
                    .rollback(new RollbackParameters(id, wave, workload, to, acceptLoss), common.caller());
            return 0;
        }
    }
}

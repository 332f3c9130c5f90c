// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands for steps on the moves of a plan have in common. */
abstract class StepCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(paramLabel = "PLAN", description = "Id of a plan, or a plan file.")
    private String plan;

    @Option(names = "--wave", paramLabel = "N", description = "Only this wave (default: all).")
    private int wave;

    @Override
    public final Integer call() {
        try (Controller controller = common.controller()) {
            String id = Inputs.planId(plan, controller.relocator().store());
            return step(controller.relocator(), new Scope(id, wave), common.caller());
        }
    }

    /** Does the step; returns the exit status. */
    abstract int step(Relocator relocator, Scope scope, Caller caller);
}

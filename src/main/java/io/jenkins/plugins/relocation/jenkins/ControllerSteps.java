// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.EngineSettings;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.Dialer;
import io.jenkins.plugins.relocation.spi.Secrets;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * The engine's steps on behalf of one build: each call has connections of its own, made with that build's credentials and
 * closed when the call ends. What calls share is in the home, under its locks.
 */
final class ControllerSteps implements Steps {
    private final Path home;
    private final Secrets secrets;
    private final Dialer dialer;
    private final EngineSettings settings;

    ControllerSteps(Path home, Secrets secrets, Dialer dialer, EngineSettings settings) {
        this.home = home;
        this.secrets = secrets;
        this.dialer = dialer;
        this.settings = settings;
    }

    @Override
    public PlanResult plan(PlanParameters parameters, String inventoryText, Caller caller) {
        return with(steps -> steps.plan(parameters, inventoryText, caller));
    }

    @Override
    public PrecheckResult precheck(Scope scope, Caller caller) {
        return with(steps -> steps.precheck(scope, caller));
    }

    @Override
    public RunResult checkpoint(Scope scope, Caller caller) {
        return with(steps -> steps.checkpoint(scope, caller));
    }

    @Override
    public RunResult relocate(Scope scope, Caller caller) {
        return with(steps -> steps.relocate(scope, caller));
    }

    @Override
    public RunResult verify(Scope scope, Caller caller) {
        return with(steps -> steps.verify(scope, caller));
    }

    @Override
    public RunResult rollback(RollbackParameters parameters, Caller caller) {
        return with(steps -> steps.rollback(parameters, caller));
    }

    private <R> R with(Function<Steps, R> call) {
        try (Controller controller = Controller.open(home, secrets, settings, dialer)) {
            return call.apply(controller.relocator());
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An engine that writes down what it is asked for: two waves, one workload each. */
final class FakeSteps implements Steps {
    static final String PLAN = "p-0123456789ab";

    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    List<Finding> findings = List.of();
    String inventory = "";
    Optional<PlanParameters> planned = Optional.empty();
    Optional<RollbackParameters> rolledBack = Optional.empty();
    Consumer<Caller> relocating = caller -> {};
    Consumer<Caller> verifying = caller -> {};

    @Override
    public PlanResult plan(PlanParameters parameters, String inventoryText, Caller caller) {
        calls.add("plan " + parameters.goal().describe());
        planned = Optional.of(parameters);
        inventory = inventoryText;
        return new PlanResult(
                PLAN,
                "0123456789abcdef",
                parameters.goal().describe(),
                List.of(wave(1, "redis"), wave(2, "tree")),
                List.of("free memory on b >= 1 GiB"),
                List.of());
    }

    @Override
    public PrecheckResult precheck(Scope scope, Caller caller) {
        calls.add("precheck " + describe(scope));
        return PrecheckResult.of(scope.plan(), findings);
    }

    @Override
    public RunResult checkpoint(Scope scope, Caller caller) {
        calls.add("checkpoint " + describe(scope));
        return result(Phase.CHECKPOINTED);
    }

    @Override
    public RunResult relocate(Scope scope, Caller caller) {
        calls.add("relocate " + describe(scope));
        relocating.accept(caller);
        return result(Phase.RESUMED);
    }

    @Override
    public RunResult verify(Scope scope, Caller caller) {
        calls.add("verify " + describe(scope));
        verifying.accept(caller);
        return result(Phase.COMMITTED);
    }

    @Override
    public RunResult rollback(RollbackParameters parameters, Caller caller) {
        calls.add("rollback " + parameters.plan());
        rolledBack = Optional.of(parameters);
        return result(Phase.ROLLED_BACK);
    }

    private static Wave wave(int number, String workload) {
        return new Wave(
                number, List.of(new Move(workload, "a", "b", true, new Prediction(1, 1, Duration.ofMillis(9)))));
    }

    private static RunResult result(Phase phase) {
        RunResult.MoveResult move = new RunResult.MoveResult(
                "redis",
                "a",
                "b",
                phase,
                phase.holds(),
                Duration.ofMillis(250),
                new Prediction(1, 1, Duration.ofMillis(9)),
                FreezeCost.UNKNOWN,
                "");
        return new RunResult("r-1", PLAN, List.of(move), phase.settled(), List.of("a"), List.of());
    }

    private static String describe(Scope scope) {
        return scope.wave() == 0 ? scope.plan() : "%s wave %d".formatted(scope.plan(), scope.wave());
    }
}

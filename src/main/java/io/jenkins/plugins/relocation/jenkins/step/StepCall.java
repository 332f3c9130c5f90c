// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import hudson.security.Permission;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.jenkins.RelocationPermissions;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.model.step.StepResult;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;

/**
 * One call of the engine in a form that survives a restart of Jenkins: the parameters are kept as JSON, because records are
 * nothing that Pipeline's serialisation can be trusted with. Making the call again continues what the first one began.
 */
final class StepCall implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Which step. */
    enum Kind {
        PLAN("relocationPlan", RelocationPermissions.PLAN, Phase.PLANNED),
        PRECHECK("precheck", RelocationPermissions.PLAN, Phase.PLANNED),
        CHECKPOINT("checkpoint", RelocationPermissions.EXECUTE, Phase.CHECKPOINTED),
        RELOCATE("relocate", RelocationPermissions.EXECUTE, Phase.RESUMED),
        VERIFY("verify", RelocationPermissions.EXECUTE, Phase.COMMITTED),
        ROLLBACK("rollback", RelocationPermissions.ROLLBACK, Phase.ROLLED_BACK);

        private final String function;
        private final Permission permission;
        private final Phase goal;

        Kind(String function, Permission permission, Phase goal) {
            this.function = function;
            this.permission = permission;
            this.goal = goal;
        }
    }

    /** Gives the text of an inventory. */
    interface InventoryReader {
        String read(String name) throws IOException, InterruptedException;
    }

    private final Kind kind;
    private final String parameters;
    // The engine is told by it that a call after a restart is the one that was made before.
    private final String id = UUID.randomUUID().toString();
    // Kept so that planning can go on after a restart although the agent that has the file may be away.
    private volatile String inventoryText = "";

    private StepCall(Kind kind, Object parameters) {
        this.kind = requireNonNull(kind, "kind is null");
        this.parameters = Json.line(parameters);
    }

    static StepCall plan(PlanParameters parameters) {
        return new StepCall(Kind.PLAN, parameters);
    }

    static StepCall scoped(Kind kind, Scope scope) {
        return new StepCall(kind, scope);
    }

    static StepCall rollback(RollbackParameters parameters) {
        return new StepCall(Kind.ROLLBACK, parameters);
    }

    /** Makes the call; blocks until the engine has settled. */
    StepResult perform(Steps steps, Caller caller, InventoryReader inventories)
            throws IOException, InterruptedException {
        return switch (kind) {
            case PLAN -> plan(steps, caller, inventories);
            case PRECHECK -> steps.precheck(read(Scope.class), caller);
            case CHECKPOINT -> steps.checkpoint(read(Scope.class), caller);
            case RELOCATE -> steps.relocate(read(Scope.class), caller);
            case VERIFY -> steps.verify(read(Scope.class), caller);
            case ROLLBACK -> steps.rollback(read(RollbackParameters.class), caller);
        };
    }

    /** Id of this call, the same after a restart. */
    String id() {
        return id;
    }

    /** Name of the step. */
    String function() {
        return kind.function;
    }

    /** What whoever the build runs as needs. */
    Permission permission() {
        return kind.permission;
    }

    /** The same for people. */
    String permissionName() {
        return "Relocation/" + kind.permission.name;
    }

    /** Phase in which its moves are when it has succeeded. */
    Phase goal() {
        return kind.goal;
    }

    /** Number of the wave it works on; 0: all. */
    int wave() {
        return switch (kind) {
            case PLAN -> 0;
            case ROLLBACK -> read(RollbackParameters.class).wave();
            case PRECHECK, CHECKPOINT, RELOCATE, VERIFY -> read(Scope.class).wave();
        };
    }

    /** The only workload it works on; empty: all. */
    String workload() {
        return kind == Kind.ROLLBACK ? read(RollbackParameters.class).workload() : "";
    }

    /** Id of the plan it works on; empty for the step that makes one. */
    Optional<String> planId() {
        return switch (kind) {
            case PLAN -> Optional.empty();
            case ROLLBACK -> Optional.of(read(RollbackParameters.class).plan());
            case PRECHECK, CHECKPOINT, RELOCATE, VERIFY ->
                Optional.of(read(Scope.class).plan());
        };
    }

    /** "relocate of plan p-12, wave 2". */
    String describe() {
        return switch (kind) {
            case PLAN -> kind.function + " from " + read(PlanParameters.class).inventory();
            case ROLLBACK -> {
                RollbackParameters rollback = read(RollbackParameters.class);
                yield describe(new Scope(rollback.plan(), rollback.wave()));
            }
            case PRECHECK, CHECKPOINT, RELOCATE, VERIFY -> describe(read(Scope.class));
        };
    }

    private String describe(Scope scope) {
        return "%s of plan %s%s"
                .formatted(kind.function, scope.plan(), scope.wave() == 0 ? "" : ", wave " + scope.wave());
    }

    private StepResult plan(Steps steps, Caller caller, InventoryReader inventories)
            throws IOException, InterruptedException {
        PlanParameters plan = read(PlanParameters.class);
        if (inventoryText.isEmpty()) {
            inventoryText = inventories.read(plan.inventory());
        }
        return steps.plan(plan, inventoryText, caller);
    }

    private <T> T read(Class<T> type) {
        try {
            return Json.mapper().readValue(parameters, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "parameters of %s cannot be read back: %s".formatted(kind.function, parameters), e);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plans and checks for real and imitates the steps that change hosts: each move gets as far as it would when nothing goes
 * wrong, with the freeze that the plan predicts. Thread-safe.
 */
final class PlanOnlySteps implements Steps {
    private final Steps real;
    private final Map<String, Imitation> plans = new HashMap<>();

    PlanOnlySteps(Steps real) {
        this.real = real;
    }

    @Override
    public PlanResult plan(PlanParameters parameters, String inventoryText, Caller caller) {
        PlanResult plan = real.plan(parameters, inventoryText, caller);
        synchronized (plans) {
            plans.putIfAbsent(plan.id(), new Imitation(plan, parameters.evacuate()));
        }
        return plan;
    }

    @Override
    public PrecheckResult precheck(Scope scope, Caller caller) {
        return real.precheck(scope, caller);
    }

    @Override
    public RunResult checkpoint(Scope scope, Caller caller) {
        return imitation(scope.plan()).enter(scope.wave(), "", Phase.CHECKPOINTED);
    }

    @Override
    public RunResult relocate(Scope scope, Caller caller) {
        return imitation(scope.plan()).enter(scope.wave(), "", Phase.RESUMED);
    }

    @Override
    public RunResult verify(Scope scope, Caller caller) {
        Imitation imitation = imitation(scope.plan());
        imitation.requireResumed(scope.wave());
        return imitation.enter(scope.wave(), "", Phase.COMMITTED);
    }

    @Override
    public RunResult rollback(RollbackParameters parameters, Caller caller) {
        return imitation(parameters.plan()).enter(parameters.wave(), parameters.workload(), Phase.ROLLED_BACK);
    }

    private Imitation imitation(String plan) {
        synchronized (plans) {
            Imitation found = plans.get(plan);
            if (found == null) {
                throw new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "plan %s was not made in this rehearsal, and with --plan-only no other can be carried out; made here: %s"
                                .formatted(plan, plans.keySet()));
            }
            return found;
        }
    }

    /** A run that only exists here. */
    private static final class Imitation {
        private final PlanResult plan;
        private final List<String> hosts;
        private final Map<String, Phase> phases = new TreeMap<>();

        Imitation(PlanResult plan, List<String> hosts) {
            this.plan = plan;
            this.hosts = hosts;
        }

        synchronized RunResult enter(int wave, String workload, Phase phase) {
            for (Move move : moves(wave)) {
                Phase now = phases.getOrDefault(move.workload(), Phase.PLANNED);
                boolean meant = workload.isEmpty() || workload.equals(move.workload());
                boolean back = phase == Phase.ROLLED_BACK && now != Phase.PLANNED && now != Phase.COMMITTED;
                boolean on =
                        phase != Phase.ROLLED_BACK && (now.ordinal() < phase.ordinal() || now == Phase.ROLLED_BACK);
                if (meant && now != Phase.COMMITTED && (back || on)) {
                    phases.put(move.workload(), phase);
                }
            }
            return result();
        }

        synchronized void requireResumed(int wave) {
            for (Move move : moves(wave)) {
                Phase now = phases.getOrDefault(move.workload(), Phase.PLANNED);
                if (!Set.of(Phase.RESUMED, Phase.COMMITTED).contains(now)) {
                    throw new RelocationException(
                            ErrorCode.BAD_INPUT,
                            "workload %s is %s: there is nothing to verify before relocate"
                                    .formatted(move.workload(), now));
                }
            }
        }

        private List<Move> moves(int wave) {
            List<Move> moves = new ArrayList<>();
            plan.waves().stream()
                    .filter(each -> wave == 0 || each.number() == wave)
                    .map(Wave::moves)
                    .forEach(moves::addAll);
            if (moves.isEmpty() && wave > 0) {
                throw new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "plan %s has no wave %d; it has %d"
                                .formatted(plan.id(), wave, plan.waves().size()));
            }
            return moves;
        }

        private RunResult result() {
            List<RunResult.MoveResult> results =
                    moves(0).stream().map(this::result).toList();
            boolean settled = results.stream().allMatch(move -> move.phase().settled());
            List<String> empty = hosts.stream()
                    .filter(host -> plan.stays().isEmpty()
                            && moves(0).stream()
                                    .filter(move -> move.source().equals(host))
                                    .allMatch(move -> phases.get(move.workload()) == Phase.COMMITTED))
                    .toList();
            return new RunResult("plan-only-" + plan.id(), plan.id(), results, settled, empty, plan.stays());
        }

        private RunResult.MoveResult result(Move move) {
            Phase phase = phases.getOrDefault(move.workload(), Phase.PLANNED);
            boolean frozen = phase == Phase.RESUMED || phase == Phase.COMMITTED;
            return new RunResult.MoveResult(
                    move.workload(),
                    move.source(),
                    move.target(),
                    phase,
                    phase.holds(),
                    frozen ? move.prediction().freeze() : Duration.ZERO,
                    move.prediction(),
                    FreezeCost.UNKNOWN,
                    "");
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import io.jenkins.plugins.relocation.jenkins.page.RunView;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What becomes of a call that was made before Jenkins restarted. When its run has ended meanwhile, the journal has its result:
 * making the call again would open another run of the plan and move again what was put back.
 */
final class Reattachment {
    private final RunView view;

    Reattachment(RunView view) {
        this.view = view;
    }

    /**
     * The result of a call whose run has ended.
     *
     * @return empty: its run has not ended, so that the call is to be made again, and then goes on
     * @throws RelocationException when the call has failed
     */
    Optional<RunResult> result(StepCall call) {
        return call.planId().flatMap(plan -> view.ended(plan, call.id()).map(run -> judged(call, plan, run)));
    }

    private RunResult judged(StepCall call, String plan, RunResult run) {
        Set<String> asked = workloads(call, plan);
        List<MoveResult> behind = run.moves().stream()
                .filter(move -> asked.contains(move.workload()) && !reached(call.goal(), move.phase()))
                .toList();
        if (behind.isEmpty()) {
            return run;
        }
        ErrorCode code = behind.stream().anyMatch(move -> move.phase() == Phase.NEEDS_OPERATOR)
                ? ErrorCode.NEEDS_OPERATOR
                : ErrorCode.ROLLED_BACK;
        throw new RelocationException(
                code,
                "%s had ended before Jenkins restarted: %s"
                        .formatted(
                                call.describe(),
                                behind.stream().map(Reattachment::told).collect(Collectors.joining("; "))));
    }

    private Set<String> workloads(StepCall call, String plan) {
        return view.plan(plan).stream()
                .flatMap(p -> p.moves(call.wave()).stream())
                .map(Move::workload)
                .filter(name -> call.workload().isEmpty() || call.workload().equals(name))
                .collect(Collectors.toSet());
    }

    private static boolean reached(Phase goal, Phase phase) {
        return switch (phase) {
            case ROLLED_BACK, PLANNED -> goal == Phase.ROLLED_BACK;
            case NEEDS_OPERATOR, ROLLING_BACK, RETURNING -> false;
            // A rollback leaves alone what was given up for good.
            case COMMITTED -> true;
            case PRECHECKED, CHECKPOINTED, FROZEN, RESTORED, RESUMED, VERIFIED, COMMITTING ->
                goal != Phase.ROLLED_BACK && phase.ordinal() >= goal.ordinal();
        };
    }

    private static String told(MoveResult move) {
        return "%s is %s%s"
                .formatted(move.workload(), move.phase(), move.problem().isEmpty() ? "" : ": " + move.problem());
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.Map;
import java.util.stream.Collectors;

/** What the planner makes of a request, or why it refuses it. */
final class Planned {
    private static final Planner PLANNER = new GreedyPlanner();

    private Planned() {}

    static Plan plan(PlanRequest request) {
        return PLANNER.plan(request);
    }

    static RelocationException infeasible(PlanRequest request) {
        RelocationException refused = refused(request);
        assertThat(refused.code()).isEqualTo(ErrorCode.INFEASIBLE);
        return refused;
    }

    static RelocationException refused(PlanRequest request) {
        return catchThrowableOfType(RelocationException.class, () -> PLANNER.plan(request));
    }

    /** Where each workload that moves goes to. */
    static Map<String, String> targets(Plan plan) {
        return plan.moves().stream().collect(Collectors.toMap(Move::workload, Move::target));
    }
}

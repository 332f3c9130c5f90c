// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RunResult;
import java.util.List;

/** Something that happened, for views to write down. */
public sealed interface RelocationEvent {
    /** A plan was made. */
    record Planned(Plan plan) implements RelocationEvent {}

    /** Prechecks of a plan have ended. */
    record Prechecked(String plan, List<Finding> findings) implements RelocationEvent {}

    /** A run was opened for a plan, or an open one is continued. */
    record RunStarted(String run, String plan, boolean continued) implements RelocationEvent {}

    /** A move is in another phase now. */
    record PhaseChanged(String run, String workload, Phase from, Phase to, String detail) implements RelocationEvent {}

    /** The engine is about to do something with a workload: "freeze on a". */
    record ActStarted(String run, String workload, String act) implements RelocationEvent {}

    /** Bytes have arrived; {@code total} 0: not known. Comes often. */
    record Transferred(String run, String workload, String what, long done, long total) implements RelocationEvent {}

    /** A probe was answered. */
    record Probed(String run, String workload, String probe, boolean passed, String saw) implements RelocationEvent {}

    /** Something worth a line. */
    record Noted(String run, String workload, String text) implements RelocationEvent {}

    /** Something that a person should look at, although the work goes on. */
    record Warned(String run, String workload, String text) implements RelocationEvent {}

    /** Nobody but a person can tell what became of a move, or a host that is needed to know does not answer. */
    record OperatorNeeded(String run, String workload, String why) implements RelocationEvent {
        /** What is safe to do, for whoever is called because of it: one command or hint a line. */
        public List<String> advice() {
            return List.of(
                    "nothing was started because of it, and nothing will be",
                    "look, changing nothing:          relocation recover %s --dry-run".formatted(run),
                    "when the hosts answer again:     relocation recover %s".formatted(run),
                    "when one of them never will:     docs/operator-runbook.md, \"Needs an operator\"");
        }
    }

    /** A step has ended; this is where everything stands. */
    record StepEnded(RunResult result) implements RelocationEvent {}
}

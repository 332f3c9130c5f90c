// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.model.Result;
import io.jenkins.plugins.relocation.jenkins.Messages;
import io.jenkins.plugins.relocation.jenkins.page.BuildLogView;
import io.jenkins.plugins.relocation.jenkins.page.HumanText;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.StepResult;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The step in views of the pipeline: its label says what it works on and what came of it, a warning that somebody should look. */
final class StepNode {
    /** As long as those of other steps may be. */
    private static final int LONGEST = 100;

    private final Optional<FlowNode> node;
    private final String what;

    private StepNode(Optional<FlowNode> node, String what) {
        this.node = node;
        this.what = what;
    }

    static StepNode of(StepContext context, StepCall call) throws IOException, InterruptedException {
        return new StepNode(Optional.ofNullable(context.get(FlowNode.class)), call.describe());
    }

    /** Says what the step works on. */
    void begun() {
        label(what);
    }

    /** Says what came of it. */
    void ended(StepResult result, BuildLogView log) {
        label(what + ": " + outcome(result));
        warn(log);
    }

    /** Says what somebody should look at, also when the step has failed. */
    void warn(BuildLogView log) {
        log.firstWarning()
                .ifPresent(first -> node.ifPresent(n -> n.addOrReplaceAction(new WarningAction(Result.UNSTABLE)
                        .withMessage(cut(Messages.get("StepNode.warnings", log.warnings(), first), 2 * LONGEST)))));
    }

    private void label(String text) {
        node.ifPresent(n -> n.addOrReplaceAction(new LabelAction(cut(text, LONGEST))));
    }

    private static String outcome(StepResult result) {
        if (result instanceof PlanResult plan) {
            return Messages.get("StepNode.planned", plan.id(), plan.goal());
        }
        if (result instanceof PrecheckResult prechecks) {
            return Messages.get("StepNode.prechecked", prechecks.findings().size());
        }
        return ((RunResult) result)
                .moves().stream()
                        .collect(
                                Collectors.groupingBy(RunResult.MoveResult::phase, TreeMap::new, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(count -> "%d %s".formatted(count.getValue(), count.getKey()))
                        .collect(Collectors.joining(", "));
    }

    private static String cut(String text, int longest) {
        String line = HumanText.line(text);
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest - 1)) + "…";
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import java.time.Duration;
import java.util.Optional;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One move on the page of a build: what the plan says and where it stands. */
@ExportedBean(defaultVisibility = 4)
public final class MovePage {
    private final Move move;
    private final Duration budget;
    private final Optional<MoveResult> result;
    private final String doing;

    MovePage(Move move, Duration budget, Optional<MoveResult> result, String doing) {
        this.move = move;
        this.budget = budget;
        this.result = result;
        this.doing = doing;
    }

    @Exported
    public String getWorkload() {
        return move.workload();
    }

    @Exported
    public String getSource() {
        return move.source();
    }

    @Exported
    public String getTarget() {
        return move.target();
    }

    /** Whether the source can be continued until commit. */
    @Exported
    public boolean isHeldSource() {
        return move.heldSource();
    }

    /** How long nobody will run it, as the plan expects, and what that rests on. */
    @Exported
    public String getPredictedFreeze() {
        return move.prediction().describe();
    }

    /** Bytes that will be sent while nobody runs it, as the plan expects. */
    @Exported
    public String getPredictedBytes() {
        return HumanText.bytes(move.prediction().imageBytes());
    }

    /** Bytes that were sent, and how fast; empty: not told. */
    @Exported
    public String getSent() {
        return result.map(MoveResult::cost)
                .filter(cost -> cost.bytes() > 0)
                .map(cost ->
                        "%s, %s/s".formatted(HumanText.bytes(cost.bytes()), HumanText.bytes(cost.bytesPerSecond())))
                .orElse("");
    }

    /** The longest freeze that the workload's owner wants. */
    @Exported
    public String getFreezeBudget() {
        return HumanText.duration(budget);
    }

    /** Whether the plan expects a longer freeze than wanted. */
    @Exported
    public boolean isOverBudget() {
        return move.prediction().freeze().compareTo(budget) > 0;
    }

    /** Memory that moves. */
    @Exported
    public String getMemory() {
        return HumanText.bytes(move.prediction().memoryBytes());
    }

    /** How its memory travels, and whether that is encrypted. */
    @Exported
    public String getTransfer() {
        return move.transfer().describe();
    }

    /** Name of the phase. */
    @Exported
    public String getPhase() {
        return phase().name();
    }

    /** What holds in this phase, in words. */
    @Exported
    public String getHolds() {
        return result.map(MoveResult::holds).orElse(phase().holds());
    }

    /** How long nobody ran it so far; empty when it has not started. */
    @Exported
    public String getFreeze() {
        return result.map(MoveResult::freeze)
                .filter(freeze -> !freeze.isZero())
                .map(HumanText::duration)
                .orElse("");
    }

    /** Why it got no further; empty: no problem. */
    @Exported
    public String getProblem() {
        return result.map(MoveResult::problem).map(HumanText::line).orElse("");
    }

    /** A sign that goes with the phase, beside its text and never instead of it. */
    public String getSymbol() {
        return Symbols.of(phase());
    }

    /** What is being done with it at this moment; empty: nothing. */
    @Exported
    public String getDoing() {
        return doing;
    }

    private Phase phase() {
        return result.map(MoveResult::phase).orElse(Phase.PLANNED);
    }
}

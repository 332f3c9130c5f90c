// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.simulator.World;
import java.util.List;
import java.util.function.BiConsumer;

/** What is done when nothing else goes wrong. */
enum Scenario {
    /** There, verified, and the source given up. */
    COMMIT((step, world) -> {}, Step.RELOCATE, Step.VERIFY),
    /** The target cannot restore it. */
    ROLL_BACK((step, world) -> world.host("b").failRestores(true), Step.RELOCATE),
    /** A probe does not pass on the target. */
    LIVE_RETURN((step, world) -> world.host("b").failProbes(true), Step.RELOCATE, Step.VERIFY),
    /** It works on the target, and is brought back nevertheless. */
    RETURN_AFTER_RESUME((step, world) -> {}, Step.RELOCATE, Step.ROLL_BACK),
    /** The same, but the source cannot restore it: it stays on the target. */
    RETURN_ABANDONED(
            (step, world) -> world.host("a").failRestores(step == Step.ROLL_BACK),
            Step.RELOCATE,
            Step.ROLL_BACK,
            Step.VERIFY);

    /** What an operator asks for. */
    enum Step {
        RELOCATE,
        VERIFY,
        ROLL_BACK,
        RECOVER,
        /** Back, although users' work is lost: after the engine said so. */
        ROLL_BACK_WITH_LOSS
    }

    private final BiConsumer<Step, World> circumstances;
    private final List<Step> steps;

    Scenario(BiConsumer<Step, World> circumstances, Step... steps) {
        this.circumstances = circumstances;
        this.steps = List.of(steps);
    }

    List<Step> steps() {
        return steps;
    }

    /** What the hosts are like while a step is done. */
    void arrange(Step step, World world) {
        circumstances.accept(step, world);
    }
}

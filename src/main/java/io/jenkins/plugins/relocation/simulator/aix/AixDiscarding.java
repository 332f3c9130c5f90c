// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.List;

/** The operation that destroys what a leg has of a partition at one end: as op_discard. */
final class AixDiscarding {
    private final AixSteps steps;
    private final AixLeg leg;

    AixDiscarding(AixSteps steps) {
        this.steps = steps;
        this.leg = steps.leg();
    }

    void add() {
        steps.step("claim the permit", () -> {
            if (!leg.isFrom()) {
                if (leg.has("restoring") || !leg.isBack()) {
                    leg.requireClaim("void");
                }
                if (!leg.has("restoring") && !leg.has("defined") && !leg.isBack()) {
                    return;
                }
            }
            steps.await(
                    "nothing is at work",
                    new AixOperations(leg)::othersEnded,
                    "an operation of the leg is still at work",
                    this::destroy);
        });
    }

    private void destroy() {
        steps.settled(letter -> {
            boolean foreign = !leg.isFrom() && !leg.isBack() && (!leg.has("restoring") || leg.has("given-up"));
            if (foreign && (letter.equals("A") || letter.equals("P"))) {
                throw steps.refused(letter);
            }
            switch (letter) {
                case "none", "D" -> steps.step("mark", this::destroyed);
                case "P" -> steps.call(answer -> steps.expect("D none", this::destroyed), "killwpar", leg.wpar());
                case "A" -> steps.call(answer -> steps.expect("D none", this::destroyed), "stopwpar", "-F", leg.wpar());
                default -> throw steps.refused(letter);
            }
        });
    }

    private void destroyed() {
        leg.lay("settled", "");
        String prefix = leg.id().substring(0, leg.id().lastIndexOf('.') + 1);
        for (String way : List.of("out", "back")) {
            AixLeg each = new AixLeg(leg.guest(), leg.script(), prefix + way);
            if (each.isOpen()) {
                each.remove("frozen", "stopped", "staged");
                each.lay("given-up", "");
            }
        }
        boolean keeps = !leg.isFrom() && (leg.isBack() || !leg.has("defined"));
        if (!keeps && steps.letter().equals("D")) {
            steps.call(answer -> steps.expect("none", () -> leg.remove("defined")), "rmwpar", "-p", leg.wpar());
        }
    }
}

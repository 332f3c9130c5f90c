// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.Optional;

/** The operation that ends a freeze which nobody ends: as op_watch. */
final class AixWatching {
    private static final long NAP = 1_000;
    private static final long LONGEST_NAP = 16_000;

    private final AixSteps steps;
    private final AixLeg leg;
    private long nap = NAP;

    AixWatching(AixSteps steps) {
        this.steps = steps;
        this.leg = steps.leg();
    }

    void add() {
        steps.later("look at the freeze", NAP, this::look);
    }

    private void look() {
        if (leg.has("settled") || !leg.isOpen()) {
            return;
        }
        boolean goesOn = leg.runs(AixOperations.FREEZE)
                || leg.state(AixOperations.FREEZE).equals("done")
                        && leg.status(AixOperations.FREEZE).equals("0")
                || leg.has("frozen");
        if (!goesOn) {
            return;
        }
        Optional<Long> began = leg.factOf(AixOperations.FREEZE, "begin");
        long limit = Long.parseLong(leg.planned("deadline"));
        if (began.isPresent() && steps.world().millis() >= began.get() + limit) {
            settle();
            return;
        }
        long left = began.map(since -> since + limit - steps.world().millis()).orElse(NAP);
        // Every second, in truth: the steps in between would only look.
        steps.later("look at the freeze", began.isPresent() ? Math.max(1, left) : NAP, this::look);
    }

    private void settle() {
        if (leg.has("settled") || !leg.isOpen() || !leg.script().guardIsHeld()) {
            return;
        }
        steps.step("claim the permit", () -> {
            if (!leg.claim("void")) {
                boolean go = leg.permit().equals("go");
                leg.lay(
                        "reason",
                        go ? "its copy may run: this one is held" : "held: the shared directory does not answer");
                if (!go) {
                    again();
                }
            } else if (leg.hasImage("restoring") && !leg.hasImage("staged")) {
                leg.lay("reason", "held: the target is at work on a restart");
                again();
            } else {
                steps.rescuedBy(why -> {
                    leg.lay("reason", "held: it cannot be continued here: " + why.getMessage());
                    again();
                });
                new AixRestoring(steps).continueOriginal(() -> leg.lay("reason", "continued by its host"));
            }
        });
    }

    private void again() {
        nap = Math.min(LONGEST_NAP, 2 * nap);
        steps.later("settle the freeze", nap, this::settle);
    }
}

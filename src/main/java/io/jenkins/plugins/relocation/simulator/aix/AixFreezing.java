// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Failed;

/** The operation that saves and pauses a partition, or stops it: as op_freeze. */
final class AixFreezing {
    private static final long AGAIN = 2_000;

    private final AixSteps steps;
    private final AixLeg leg;

    AixFreezing(AixSteps steps) {
        this.steps = steps;
        this.leg = steps.leg();
    }

    void add() {
        steps.step("watch", () -> {
            if (leg.has("settled")) {
                throw new Failed("leg %s is settled: nothing is frozen for it any more".formatted(leg.id()));
            }
            if (!leg.planned("deadline").isEmpty()) {
                new AixOperations(leg).start(AixOperations.WATCH);
                if (!leg.runs(AixOperations.WATCH)) {
                    throw new Failed("the watch over the freeze does not begin");
                }
            }
        });
        if (leg.isLive()) {
            checkpoint(steps.world().millis() + Long.parseLong(leg.planned("budget")));
        } else {
            stop();
        }
    }

    private void checkpoint(long end) {
        steps.settled(letter -> {
            if (letter.equals("P") && leg.hasImage("manifest")) {
                return;
            }
            if (letter.equals("P") && leg.isOfThisBoot("frozen") && !leg.has("unsaved")) {
                writeManifest();
                return;
            }
            if (!letter.equals("A")) {
                throw steps.refused(letter);
            }
            steps.shared().removeAll(leg.image("state"));
            steps.shared().makeDirectory(leg.image("state"));
            leg.remove("freeze.facts", "unsaved");
            steps.fact("begin");
            leg.put("frozen", leg.guest().bootId());
            steps.call(
                    answer -> steps.settled(now -> saved(answer, now, end)),
                    "chkptwpar",
                    "-p",
                    "-d",
                    leg.image("state"),
                    leg.wpar());
        });
    }

    private void saved(Answer answer, String letter, long end) {
        if (answer.succeeded() && letter.equals("P")) {
            writeManifest();
            return;
        }
        if (!letter.equals("A")) {
            leg.lay("unsaved", "");
            throw steps.refused(letter);
        }
        leg.remove("frozen", "freeze.facts");
        if (steps.world().millis() >= end || !leg.script().guardIsHeld() || leg.has("settled")) {
            throw new Failed("the checkpoint was denied until the freeze budget was used up");
        }
        steps.later("wait", AGAIN, () -> checkpoint(end));
    }

    private void writeManifest() {
        steps.fact("dumped");
        steps.step("write the manifest", () -> {
            steps.shared().put(leg.image("manifest"), steps.shared().manifest(leg.image("state")));
            leg.guest().host().disk().sync();
            steps.fact("sent");
        });
    }

    private void stop() {
        steps.settled(letter -> {
            if (!letter.equals("A")) {
                // A power cut is no orderly end.
                if (!leg.wasStopped() || !letter.equals("D") && !letter.equals("none")) {
                    throw steps.refused(letter);
                }
                stopped();
                return;
            }
            steps.fact("begin");
            leg.put("frozen", leg.guest().bootId());
            steps.call(answer -> steps.expect("D none", this::stopped), "stopwpar", leg.wpar());
        });
    }

    /** What it has left in its file systems is its newest state: both hosts have to know. */
    private void stopped() {
        steps.step("say that it is stopped", () -> {
            leg.put("stopped", "");
            steps.shared().put(leg.image("stopped"), "");
            steps.fact("dumped");
            steps.fact("sent");
        });
    }
}

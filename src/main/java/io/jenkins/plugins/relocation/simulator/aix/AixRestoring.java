// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Failed;

/** The operations that define, restore and resume a partition, and that continue what is held: as op_define, op_restore, op_resume and op_thaw. */
final class AixRestoring {
    private final AixSteps steps;
    private final AixLeg leg;

    AixRestoring(AixSteps steps) {
        this.steps = steps;
        this.leg = steps.leg();
    }

    void define(Runnable then) {
        if (!leg.isSystem()) {
            steps.step("nothing to define", then);
            return;
        }
        steps.settled(letter -> {
            switch (letter) {
                case "none" -> {
                    leg.put("defined", "");
                    steps.call(answer -> steps.expect("D", then), "mkwpar", "-p", "-f", leg.image("spec"));
                }
                case "D" -> {
                    if (!leg.has("defined") && !leg.isBack()) {
                        throw steps.refused(letter);
                    }
                    then.run();
                }
                case "P", "A" -> {
                    if (!leg.isBack()) {
                        throw steps.refused(letter);
                    }
                    then.run();
                }
                default -> throw steps.refused(letter);
            }
        });
    }

    // ---- restoring ----

    void restore() {
        define(() -> steps.settled(letter -> {
            if (!leg.isLive()) {
                if (!letter.equals(leg.isSystem() ? "D" : "none")) {
                    throw steps.refused(letter);
                }
                leg.remove("given-up");
                leg.put("restoring", "");
                stage();
                return;
            }
            switch (letter) {
                case "P" -> {
                    if (!leg.has("restoring") || leg.has("unrestored")) {
                        throw steps.refused(letter);
                    }
                    stage();
                }
                case "D", "none" -> restart();
                default -> throw steps.refused(letter);
            }
        }));
    }

    private void restart() {
        if (!leg.imageIsComplete()) {
            throw new Failed("there is no complete image");
        }
        steps.fact("restoring");
        leg.remove("given-up", "unrestored");
        leg.put("restoring", "");
        steps.shared().put(leg.image("restoring"), "");
        if (leg.guest().host().restoresFail()) {
            leg.guest().machine().mishap(new Mishap("restartwpar", Mishap.Kind.DENY, ""));
        }
        steps.call(
                answer -> steps.settled(letter -> {
                    if (answer.succeeded() && letter.equals("P")) {
                        stage();
                        return;
                    }
                    if (letter.equals("D") || letter.equals("none")) {
                        steps.shared().remove(leg.image("restoring"));
                        throw new Failed("restartwpar failed: nothing was restored");
                    }
                    leg.lay("unrestored", "");
                    throw steps.refused(letter);
                }),
                "restartwpar",
                "-p",
                "-d",
                leg.image("state"),
                leg.wpar());
    }

    private void stage() {
        steps.step("stage", () -> {
            leg.put("staged", "");
            steps.shared().put(leg.image("staged"), "");
            steps.fact("held");
        });
    }

    // ---- resuming ----

    void resume() {
        steps.settled(letter -> {
            if (letter.equals("A") && leg.has("permitted")) {
                leg.remove("staged");
                return;
            }
            if (!leg.has("staged")) {
                throw new Failed("nothing is staged here");
            }
            if (leg.isLive() ? !letter.equals("P") : !letter.equals("D") && !letter.equals("none")) {
                throw steps.refused(letter);
            }
            steps.step("claim the permit", () -> {
                leg.remove("refused");
                leg.requireClaim("go");
                if (!leg.permit().equals("go")) {
                    throw new Failed("the permit is not to be had: " + leg.permit());
                }
                steps.step("write that it may run", () -> {
                    leg.put("permitted", "");
                    if (!leg.isLive() && leg.guest().host().restoresFail()) {
                        leg.guest().machine().mishap(Mishap.of("startwpar", Mishap.Kind.REFUSE));
                    }
                    runHere(() -> steps.step("say so", () -> {
                        leg.remove("staged");
                        steps.fact("resumed");
                    }));
                });
            });
        });
    }

    private void runHere(Runnable then) {
        String letter = steps.letter();
        if (letter.equals("A")) {
            then.run();
        } else if (letter.equals("P") && leg.isLive()) {
            steps.call(answer -> ran(answer, letter, then), "resumewpar", leg.wpar());
        } else if (letter.equals("D") && !leg.isLive() && leg.isSystem()) {
            steps.call(answer -> ran(answer, letter, then), "startwpar", leg.wpar());
        } else if (letter.equals("none") && !leg.isLive() && !leg.isSystem()) {
            steps.call(answer -> steps.expect("A", then), "wparexec", "-f", leg.image("spec"));
        } else {
            throw steps.refused(letter);
        }
    }

    private void ran(Answer answer, String before, Runnable then) {
        steps.settled(letter -> {
            if (!letter.equals("A")) {
                if (!answer.succeeded() && letter.equals(before)) {
                    leg.put("refused", before);
                }
                throw steps.refused(letter);
            }
            then.run();
        });
    }

    // ---- the held source ----

    void thaw() {
        steps.step("claim the permit", () -> {
            leg.requireClaim("void");
            continueOriginal(() -> {});
        });
    }

    void continueOriginal(Runnable then) {
        Runnable end = () -> {
            leg.lay("settled", "");
            leg.remove("frozen", "stopped");
            then.run();
        };
        steps.settled(letter -> {
            boolean gone = letter.equals("D") || letter.equals("none");
            if (letter.equals("A") || letter.equals("P") && leg.isLive()) {
                mayRun(end);
            } else if (gone && !leg.isLive()) {
                if (!leg.wasStopped()) {
                    throw new Failed("it was not stopped by this leg: it ended with its host");
                }
                mayRun(end);
            } else if (gone) {
                if (!leg.imageIsComplete()) {
                    throw new Failed("it does not run and there is no complete image of it");
                }
                steps.call(
                        answer -> steps.expect("P", () -> mayRun(end)),
                        "restartwpar",
                        "-p",
                        "-d",
                        leg.image("state"),
                        leg.wpar());
            } else {
                throw steps.refused(letter);
            }
        });
    }

    /** Its image is older than what its users will have done. */
    private void mayRun(Runnable end) {
        steps.step("give up the image", () -> {
            steps.shared().remove(leg.image("manifest"));
            steps.shared().remove(leg.image("stopped"));
            runHere(end);
        });
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Failed;
import io.jenkins.plugins.relocation.simulator.Job;
import io.jenkins.plugins.relocation.simulator.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What the operations of a leg do, step by step: as relocation-aix-wpar.sh. */
final class AixWork {
    private static final long FOREVER = Long.MAX_VALUE / 4;
    private static final long SETTLE = 120_000;
    private static final long AGAIN = 2_000;
    private static final Set<String> UNDER_WAY = Set.of("T", "F", "L", "M");

    private final AixLeg leg;
    private final String op;
    private final Job job;
    private long nap = 1_000;

    AixWork(AixLeg leg, String op, Job job) {
        this.leg = leg;
        this.op = op;
        this.job = job;
    }

    void add() {
        switch (op) {
            case "define" -> define(() -> {});
            case "freeze" -> freeze();
            case "restore" -> restore();
            case "resume" -> resume();
            case "thaw" ->
                step("thaw: claim the permit", () -> {
                    leg.claim("void");
                    continueOriginal(() -> {});
                });
            case "discard" -> discard();
            case "watch" -> job.then("watch: look at the freeze", 1_000, this::watch);
            default -> throw new Failed(64, "'%s' is no operation of the model".formatted(op));
        }
    }

    private World world() {
        return leg.guest().host().world();
    }

    private String letter() {
        return leg.guest().letter(leg.wpar());
    }

    private void step(String name, Runnable act) {
        job.then(name, 2, act);
    }

    /** Waits until no operation of AIX is under way. */
    private void settled(Consumer<String> then) {
        job.await(
                op + ": the state is settled",
                () -> !UNDER_WAY.contains(letter()),
                SETTLE,
                "an operation of AIX does not end",
                () -> then.accept(letter()));
    }

    private void expect(String states, Runnable then) {
        settled(letter -> {
            if (!List.of(states.split(" ")).contains(letter)) {
                throw new Failed("partition %s is in state %s".formatted(leg.wpar(), letter));
            }
            then.run();
        });
    }

    /** Calls a command of AIX, which goes on when this operation is killed. */
    private void call(Consumer<Answer> then, String... argv) {
        step("%s: %s".formatted(op, argv[0]), () -> {
            Errand errand = leg.guest().machine().begin(List.of(argv), true);
            AtomicReference<Optional<Answer>> answer = new AtomicReference<>(Optional.empty());
            world().after(
                            Duration.ofMillis(errand.millis()),
                            () -> answer.set(Optional.of(errand.end().get())));
            job.then("%s: %s is at work".formatted(op, argv[0]), errand.millis() / 2, () -> {});
            job.await(
                    "%s: %s has ended".formatted(op, argv[0]),
                    () -> answer.get().isPresent(),
                    FOREVER,
                    "",
                    () -> then.accept(answer.get().orElseThrow()));
        });
    }

    private static Failed refused(String letter) {
        return new Failed("the partition is in state " + letter);
    }

    // ---- defining ----

    private void define(Runnable then) {
        if (!leg.isSystem()) {
            step(op + ": nothing to define", then);
            return;
        }
        settled(letter -> {
            switch (letter) {
                case "none" -> {
                    leg.put("defined", "");
                    call(answer -> expect("D", then), "mkwpar", "-p", "-f", leg.image("spec"));
                }
                case "D" -> {
                    if (!leg.has("defined") && !leg.isBack()) {
                        throw refused(letter);
                    }
                    then.run();
                }
                case "P", "A" -> {
                    if (!leg.isBack()) {
                        throw refused(letter);
                    }
                    then.run();
                }
                default -> throw refused(letter);
            }
        });
    }

    // ---- freezing ----

    private void freeze() {
        step("freeze: watch", () -> {
            if (!leg.planned("deadline").isEmpty()) {
                new AixOperations(leg).start(AixOperations.WATCH);
            }
        });
        if (leg.isLive()) {
            long end = world().millis() + Long.parseLong(leg.planned("budget"));
            checkpoint(end);
        } else {
            stop();
        }
    }

    private void checkpoint(long end) {
        settled(letter -> {
            if (letter.equals("P") && leg.hasImage("manifest")) {
                return;
            }
            if (!letter.equals("A")) {
                throw refused(letter);
            }
            leg.guest().shared().removeAll(leg.image("state"));
            leg.guest().shared().makeDirectory(leg.image("state"));
            leg.remove("freeze.facts");
            leg.fact(AixOperations.FREEZE, "begin");
            leg.lay("frozen", "");
            call(
                    answer -> settled(now -> saved(answer, now, end)),
                    "chkptwpar",
                    "-p",
                    "-d",
                    leg.image("state"),
                    leg.wpar());
        });
    }

    private void saved(Answer answer, String letter, long end) {
        if (answer.succeeded() && letter.equals("P")) {
            leg.fact(AixOperations.FREEZE, "dumped");
            step("freeze: write the manifest", () -> {
                leg.guest()
                        .shared()
                        .write(leg.image("manifest"), leg.guest().shared().manifest(leg.image("state")));
                leg.guest().host().disk().sync();
                leg.fact(AixOperations.FREEZE, "sent");
            });
            return;
        }
        if (!letter.equals("A")) {
            throw refused(letter);
        }
        leg.remove("frozen", "freeze.facts");
        if (world().millis() >= end || !leg.script().guardIsHeld() || leg.has("settled")) {
            throw new Failed("the checkpoint was denied until the freeze budget was used up");
        }
        job.then("freeze: wait", AGAIN, () -> checkpoint(end));
    }

    private void stop() {
        settled(letter -> {
            if (!letter.equals("A")) {
                if (!leg.has("frozen") || !letter.equals("D") && !letter.equals("none")) {
                    throw refused(letter);
                }
                leg.fact(AixOperations.FREEZE, "sent");
                leg.lay("stopped", "");
                return;
            }
            leg.fact(AixOperations.FREEZE, "begin");
            leg.put("frozen", "");
            call(
                    answer -> expect("D none", () -> {
                        leg.put("stopped", "");
                        leg.fact(AixOperations.FREEZE, "dumped");
                        leg.fact(AixOperations.FREEZE, "sent");
                    }),
                    "stopwpar",
                    leg.wpar());
        });
    }

    // ---- restoring ----

    private void restore() {
        define(() -> settled(letter -> {
            if (!leg.isLive()) {
                if (!letter.equals(leg.isSystem() ? "D" : "none")) {
                    throw refused(letter);
                }
                leg.remove("given-up");
                leg.put("restoring", "");
                stage();
                return;
            }
            switch (letter) {
                case "P" -> {
                    if (!leg.has("restoring")) {
                        throw refused(letter);
                    }
                    stage();
                }
                case "D", "none" -> restart();
                default -> throw refused(letter);
            }
        }));
    }

    private void restart() {
        if (!leg.imageIsComplete()) {
            throw new Failed("there is no complete image");
        }
        leg.fact(op, "restoring");
        leg.remove("given-up");
        leg.put("restoring", "");
        leg.guest().shared().write(leg.image("restoring"), "");
        if (leg.guest().host().restoresFail()) {
            leg.guest().machine().mishap(new Mishap("restartwpar", Mishap.Kind.DENY, ""));
        }
        call(
                answer -> settled(letter -> {
                    if (answer.succeeded() && letter.equals("P")) {
                        stage();
                        return;
                    }
                    if (letter.equals("D") || letter.equals("none")) {
                        leg.guest().shared().remove(leg.image("restoring"));
                        throw new Failed("restartwpar failed: nothing was restored");
                    }
                    throw refused(letter);
                }),
                "restartwpar",
                "-p",
                "-d",
                leg.image("state"),
                leg.wpar());
    }

    private void stage() {
        step("restore: stage", () -> {
            leg.put("staged", "");
            leg.guest().shared().write(leg.image("staged"), "");
            leg.fact(op, "staged");
        });
    }

    private void resume() {
        settled(letter -> {
            if (letter.equals("A") && leg.has("permitted")) {
                leg.remove("staged");
                return;
            }
            if (!leg.has("staged")) {
                throw new Failed("nothing is staged here");
            }
            step("resume: claim the permit", () -> {
                if (!leg.claim("go")) {
                    throw new Failed("the permit is not to be had: " + leg.permit());
                }
                step("resume: write that it may run", () -> {
                    leg.put("permitted", "");
                    runHere(() -> step("resume: say so", () -> {
                        leg.remove("staged");
                        leg.fact(op, "resumed");
                    }));
                });
            });
        });
    }

    private void runHere(Runnable then) {
        String letter = letter();
        if (letter.equals("A")) {
            then.run();
        } else if (letter.equals("P") && leg.isLive()) {
            call(answer -> expect("A", then), "resumewpar", leg.wpar());
        } else if (letter.equals("D") && !leg.isLive() && leg.isSystem()) {
            call(answer -> expect("A", then), "startwpar", leg.wpar());
        } else if (letter.equals("none") && !leg.isLive() && !leg.isSystem()) {
            call(answer -> expect("A", then), "wparexec", "-f", leg.image("spec"));
        } else {
            throw refused(letter);
        }
    }

    // ---- the held source ----

    private void continueOriginal(Runnable then) {
        Runnable end = () -> {
            leg.lay("settled", "");
            leg.remove("frozen", "stopped");
            then.run();
        };
        settled(letter -> {
            boolean gone = letter.equals("D") || letter.equals("none");
            if (letter.equals("A") || letter.equals("P") && leg.isLive() || gone && !leg.isLive()) {
                mayRun(end);
            } else if (gone) {
                if (!leg.imageIsComplete()) {
                    throw new Failed("it does not run and there is no complete image of it");
                }
                call(
                        answer -> expect("P", () -> mayRun(end)),
                        "restartwpar",
                        "-p",
                        "-d",
                        leg.image("state"),
                        leg.wpar());
            } else {
                throw refused(letter);
            }
        });
    }

    /** Its image is older than what its users will have done. */
    private void mayRun(Runnable end) {
        step(op + ": give up the image", () -> {
            leg.guest().shared().remove(leg.image("manifest"));
            runHere(end);
        });
    }

    // ---- giving up ----

    private void discard() {
        step("discard: claim the permit", () -> {
            if (!leg.isFrom()) {
                if (leg.has("restoring") || !leg.isBack()) {
                    leg.claim("void");
                }
                if (!leg.has("restoring") && !leg.has("defined") && !leg.isBack()) {
                    return;
                }
            }
            job.await(
                    "discard: nothing is at work",
                    new AixOperations(leg)::othersEnded,
                    SETTLE,
                    "an operation of the leg is still at work",
                    this::destroy);
        });
    }

    private void destroy() {
        settled(letter -> {
            switch (letter) {
                case "none", "D" -> step("discard: mark", this::destroyed);
                case "P" -> call(answer -> expect("D none", this::destroyed), "killwpar", leg.wpar());
                case "A" -> call(answer -> expect("D none", this::destroyed), "stopwpar", "-F", leg.wpar());
                default -> throw refused(letter);
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
        if (!keeps && letter().equals("D")) {
            call(answer -> expect("none", () -> leg.remove("defined")), "rmwpar", "-p", leg.wpar());
        }
    }

    // ---- the watch ----

    private void watch() {
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
        if (began.isPresent() && world().millis() >= began.get() + limit) {
            settle();
            return;
        }
        long left = began.map(since -> since + limit - world().millis()).orElse(1_000L);
        // Every second, in truth: the steps in between would only look.
        job.then("watch: look at the freeze", began.isPresent() ? Math.max(1, left) : 1_000, this::watch);
    }

    private void settle() {
        if (leg.has("settled") || !leg.isOpen() || !leg.script().guardIsHeld()) {
            return;
        }
        step("watch: claim the permit", () -> {
            if (!leg.claim("void")) {
                boolean go = leg.permit().equals("go");
                leg.lay(
                        "reason",
                        go ? "its copy may run: this one is held" : "held: the shared directory does not answer");
                if (!go) {
                    later();
                }
            } else if (leg.hasImage("restoring") && !leg.hasImage("staged")) {
                leg.lay("reason", "held: the target is at work on a restart");
                later();
            } else {
                // If continuing it fails, that ends the model's watch; the script would try again.
                leg.lay("reason", "held: it cannot be continued here");
                continueOriginal(() -> leg.lay("reason", "continued by its host"));
            }
        });
    }

    private void later() {
        nap = Math.min(16_000, 2 * nap);
        job.then("watch: settle the freeze", nap, this::settle);
    }
}

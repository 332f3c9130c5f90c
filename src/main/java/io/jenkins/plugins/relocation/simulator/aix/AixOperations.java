// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Failed;
import io.jenkins.plugins.relocation.simulator.Job;
import io.jenkins.plugins.relocation.simulator.Script;
import java.util.List;
import java.util.Set;

/** Detached operations of a leg on an AIX host: they go on without whoever has asked for them. */
final class AixOperations {
    static final String FREEZE = "freeze";
    static final String WATCH = "watch";

    /** Only their effect counts: they look first, and can be done again and again. */
    private static final Set<String> REPEATED = Set.of("thaw", "discard", "define", WATCH);

    private static final List<String> OTHERS =
            List.of("define", FREEZE, "restore", "resume", "thaw", "point", "return-to-point");

    private static final long BEGIN = 5_000;

    private final AixLeg leg;

    AixOperations(AixLeg leg) {
        this.leg = leg;
    }

    boolean othersEnded() {
        return OTHERS.stream().noneMatch(leg::runs);
    }

    private boolean isDue(String op) {
        if (leg.runs(op)) {
            return false;
        }
        boolean well = leg.state(op).equals("done") && leg.status(op).equals("0");
        return !well || REPEATED.contains(op);
    }

    /** Starts an operation unless it is at work, or has ended well. */
    void start(String op) {
        if (!isDue(op)) {
            return;
        }
        Script script = leg.script();
        script.step("start " + op);
        Job job = new Job(leg.guest().host(), op + " " + leg.id());
        leg.guest().atWork(leg.id(), op, job);
        leg.store(op, "starting", "");
        job.then(op + ": begin", 3, () -> {
            leg.store(op, "running", "");
            script.needGuard();
        });
        job.atEnd(failure -> {
            leg.guest().host().step(op + ": write how it ended");
            if (!leg.isOpen()) {
                return; // its directory is gone
            }
            failure.ifPresent(why -> leg.lay(op + ".out", "relocation: " + why.getMessage()));
            leg.store(op, "done", Integer.toString(failure.map(Failed::status).orElse(0)));
        });
        add(op, new AixSteps(leg, op, job));
        job.begin();
        script.await(BEGIN, () -> !leg.state(op).equals("starting"));
    }

    private static void add(String op, AixSteps steps) {
        switch (op) {
            case "define" -> new AixRestoring(steps).define(() -> {});
            case FREEZE -> new AixFreezing(steps).add();
            case "restore" -> new AixRestoring(steps).restore();
            case "resume" -> new AixRestoring(steps).resume();
            case "thaw" -> new AixRestoring(steps).thaw();
            case "discard" -> new AixDiscarding(steps).add();
            case WATCH -> new AixWatching(steps).add();
            default -> throw new Failed(64, "'%s' is no operation of the model".formatted(op));
        }
    }

    /** What is said about an operation, after waiting for its end for so many milliseconds. */
    String report(String op, long wait) {
        if (wait > 0) {
            leg.script().await(wait, () -> !leg.runs(op));
        }
        String state = leg.state(op);
        StringBuilder said = new StringBuilder("state=%s\nstatus=%s\nnow=%d\n"
                .formatted(state, leg.status(op), leg.guest().host().world().millis()));
        said.append(leg.read(op + ".facts"));
        if (state.equals("lost") || state.equals("done") && !leg.status(op).equals("0")) {
            said.append("out=").append(leg.read(op + ".out")).append('\n');
        }
        return said.toString();
    }
}

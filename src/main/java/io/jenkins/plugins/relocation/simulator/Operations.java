// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.List;

/** Detached operations of a leg: started once, and going on without whoever has asked for them. */
final class Operations {
    static final String FREEZE = "freeze";
    static final String RESTORE = "restore";
    static final String THAW = "thaw";
    static final String WATCH = "watch";
    static final List<String> NAMES = List.of("bulk", FREEZE, RESTORE, THAW, WATCH);

    private static final long BEGIN = 5_000;

    private final Leg leg;

    Operations(Leg leg) {
        this.leg = leg;
    }

    /** Starts an operation unless it was started before. */
    void start(String name) {
        if (!NAMES.contains(name)) {
            throw new Failed(64, "'%s' is no operation".formatted(name));
        }
        if (leg.has(name + ".state")) {
            return;
        }
        Script script = leg.script();
        script.step("start " + name);
        leg.storeOp(name, "starting", leg.host().world().nextId(), "");
        script.step("detach " + name);
        Job job = new Job(leg.host(), name + " " + leg.id());
        leg.storeOp(name, "starting", job.pid(), "");
        job.then(name + ": begin", 3, () -> leg.storeOp(name, "running", job.pid(), ""));
        job.atEnd(failure -> {
            leg.host().step(name + ": write how it ended");
            failure.ifPresent(why -> leg.lay(name + ".out", "relocation: " + why.getMessage()));
            leg.storeOp(
                    name,
                    "done",
                    job.pid(),
                    Integer.toString(failure.map(Failed::status).orElse(0)));
        });
        add(name, job);
        job.begin();
        script.await(BEGIN, () -> !leg.op(name).state().equals("starting"));
    }

    private void add(String name, Job job) {
        switch (name) {
            case FREEZE -> new Freezing(leg, job).add();
            case RESTORE -> new Restoring(leg, job, RESTORE).add();
            case THAW -> new Restoring(leg, job, THAW).add();
            case WATCH -> new Watching(leg, job).add();
            default -> job.then(name + ": nothing to copy", 5, () -> {});
        }
    }

    /** What is said about an operation, after waiting for its end for so many milliseconds. */
    String report(String name, long wait) {
        if (wait > 0) {
            leg.script().await(wait, () -> ended(name));
        }
        Leg.Op op = leg.op(name);
        StringBuilder said = new StringBuilder("state=%s\nstatus=%s\nnow=%d\n"
                .formatted(op.state(), op.status(), leg.host().uptime()));
        if (leg.has("staged") && !leg.has("permit")) {
            said.append("staged=yes\n");
        }
        said.append(leg.read(name + ".facts"));
        if (op.state().equals("lost") || op.state().equals("done") && !op.succeeded()) {
            said.append("out=").append(leg.read(name + ".out")).append('\n');
        }
        return said.toString();
    }

    private boolean ended(String name) {
        boolean held = name.equals(RESTORE) && leg.has("staged") && !leg.has("permit");
        return held || !leg.op(name).runs();
    }
}

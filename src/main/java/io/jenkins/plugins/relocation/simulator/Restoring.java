// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.Optional;

/** The operations that restore: at the target, or at the source from the image that is held there. */
final class Restoring {
    private static final long LONGEST_WAIT = 3_600_000;
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private final Leg leg;
    private final Job job;
    private final String op;
    private Optional<Task> copy = Optional.empty();

    Restoring(Leg leg, Job job, String op) {
        this.leg = leg;
        this.job = job;
        this.op = op;
    }

    void add() {
        if (op.equals(Operations.THAW)) {
            job.then("thaw: permit", 2, this::permitItself);
        } else {
            awaitImage();
            job.then("restore: may it", 1, this::mayRestore);
        }
        job.then(op + ": make the processes", 20, this::make);
        job.then(op + ": note the copy", 2, this::note);
        job.atDeath(() -> copy.ifPresent(
                task -> leg.host().tasks.values().removeIf(each -> each == task && task.state == Task.State.HELD)));
    }

    private void awaitImage() {
        String restore = leg.planned("restore");
        if (!restore.equals("at-once") && !restore.equals("waits")) {
            return;
        }
        job.then("restore: wait for the image", 1, () -> {
            leg.remove("woken");
            leg.lay("waiting", "yes");
        });
        job.await(
                "restore: woken",
                () -> leg.has("complete") || leg.has("woken"),
                LONGEST_WAIT,
                "no image came",
                () -> {});
    }

    private void mayRestore() {
        if (leg.said("permit").equals("void")) {
            throw new Failed("the permit was taken back: nothing is restored");
        }
        if (!leg.has("complete")) {
            throw new Failed("the images are not complete: nothing is restored from them");
        }
    }

    private void permitItself() {
        if (!leg.imageIsHeld()) {
            throw new Failed("the image is gone, or not complete");
        }
        leg.remove("staged", "holder", "copy");
        leg.put("permit", "go " + leg.script().epoch());
    }

    private void make() {
        leg.fact(op, "restoring");
        SimulatedHost host = leg.host();
        Image image = Optional.ofNullable(host.images.get(leg.id())).orElseThrow(() -> new Failed("the image is gone"));
        String unit = leg.planned("unit");
        if (!unit.isEmpty() && !host.arrivals.contains(unit)) {
            // The unit starts what it always starts, unless a condition keeps it from that; systemctl is content with
            // both.
            host.startUnit(image.app());
            job.skipRest();
            return;
        }
        if (host.restoresFail() && op.equals(Operations.RESTORE)) {
            throw new Failed("criu restore ended with status 1");
        }
        int pid = image.app().isContainer() ? host.world().nextId() : image.pid();
        boolean taken = host.tasks.containsKey(pid)
                || image.app().isContainer() && host.tasks().stream().anyMatch(task -> task.app.equals(image.app()));
        if (taken) {
            throw new Failed("Error: its process id or its name is taken");
        }
        Task made = new Task(pid, host.world().nextId(), image.app(), Task.State.HELD, image.count());
        host.tasks.put(pid, made);
        copy = Optional.of(made);
    }

    private Task held() {
        return copy.orElseThrow(() -> new Failed("there is no copy"));
    }

    private void destroy(String why) {
        leg.host().tasks.remove(held().pid);
        throw new Failed(why);
    }

    /** As act in relocation-act.sh. */
    private void note() {
        if (!leg.script().guardIsHeld()) {
            destroy("the guard is not held");
        }
        leg.lay("copy", held().identity());
        if (leg.resumesAtOnce()) {
            job.then(op + ": use the permit", 1, this::usePermit);
        } else {
            job.then(op + ": stage", 1, () -> {
                leg.lay("holder", Integer.toString(job.pid()));
                leg.lay("staged", Long.toString(leg.script().epoch()));
            });
            job.await(op + ": permitted", () -> leg.has("permit") || !leg.has("images"), FOREVER, "", () -> {
                if (!leg.said("permit").equals("go")) {
                    destroy("the permit was taken back");
                }
            });
        }
        job.then(op + ": run", 1, this::run);
        // The copy need not wait for the disk.
        job.then(op + ": flush", 2, () -> leg.host().disk.flush(leg.path("permit")));
    }

    private void usePermit() {
        if (!leg.has("permit")) {
            leg.lay("permit", "go " + leg.script().epoch());
        }
        if (!leg.said("permit").equals("go")) {
            destroy("the permit was taken back");
        }
        leg.fact(op, "resumed");
    }

    private void run() {
        if (leg.has("held")) {
            leg.remove("held");
            leg.put("thawed", "yes");
        }
        leg.lay("asleep", "");
        held().state = Task.State.RUNNING;
        leg.lay("resumed", "yes");
        if (leg.isContainer()) {
            leg.host().images.remove(leg.id());
        }
        leg.fact(op, "restored");
    }
}

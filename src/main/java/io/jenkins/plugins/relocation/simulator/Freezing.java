// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.Optional;

/** The operation that saves a workload and sends it: as op_freeze, or for a container as container_freeze. */
final class Freezing {
    private static final long READY = 30_000;
    private static final long DUMP = 60_000;
    private static final long RESTORE = 300_000;
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private final Leg leg;
    private final Job job;
    private Optional<Channel> channel = Optional.empty();

    Freezing(Leg leg, Job job) {
        this.leg = leg;
        this.job = job;
    }

    void add() {
        job.then("freeze: watch", 2, this::beginWatch);
        job.then("freeze: list the processes", 5, this::list);
        job.then("freeze: connect", 20, this::connect);
        job.await(
                "freeze: the target is ready",
                () -> open().isReady() || open().isGone(),
                READY,
                "the target did not get ready to receive",
                () -> need(open().isReady(), "the target did not get ready to receive"));
        job.then("freeze: dump", 5, this::dump);
        job.await("freeze: dumped", this::dumpEnded, DUMP, "criu dump does not end", this::dumped);
        job.then("freeze: send", 30, () -> {
            need(!open().isGone(), "the connection to the target ended");
            open().send(leg.host().images.get(leg.id()));
        });
        job.then("freeze: hand over", 2, this::handOver);
        job.then("freeze: send the end", 1, () -> {
            need(!open().isGone(), "the connection to the target ended");
            open().sendEnd();
            leg.fact(Operations.FREEZE, "sent");
        });
        job.await("freeze: the target has it", () -> open().hasEnded(), RESTORE, "no word from the target", () -> {
            leg.lay("freeze.reply", open().reply());
            need(open().hasReceived(), "the connection to the target ended");
            if (leg.read("freeze.reply").contains("void")) {
                leg.fact(Operations.FREEZE, "refused");
                throw new Failed("the target could not restore it");
            }
        });
        if (leg.isContainer()) {
            endContainer();
        }
        job.rescuedBy(this::gaveUp);
    }

    private Channel open() {
        return channel.orElseThrow(() -> new Failed("no connection to the target"));
    }

    private static void need(boolean condition, String otherwise) {
        if (!condition) {
            throw new Failed(otherwise);
        }
    }

    private void beginWatch() {
        if (!leg.planned("deadline").isEmpty()) {
            new Operations(leg).start(Operations.WATCH);
            need(leg.op(Operations.WATCH).state().equals("running"), "the watch over the freeze does not begin");
        }
    }

    private void list() {
        leg.remove("held", "settle", "dump.rc", "freeze.reply");
        Task root = leg.host()
                .task(leg.planned("root"))
                .orElseThrow(() -> new Failed("process %s is gone".formatted(leg.planned("root"))));
        need(root.runs(), "process %s does not run".formatted(root.identity()));
        leg.put("tree", root.identity());
    }

    private void connect() {
        SimulatedHost here = leg.host();
        SimulatedHost there = here.world()
                .byAddress(leg.read("ssh.conf"))
                .filter(host -> here.world().linked(here, host))
                .orElseThrow(() -> new Failed("the connection to the target ended with status 255"));
        need(there.disk.has("keys/" + leg.id()) && leg.has("key"), "the target refuses the key");
        Script script = new Script(
                there,
                leg.script().workload(),
                leg.script().run(),
                leg.script().attempt(),
                leg.script().epoch());
        Channel opened = new Channel(here, job, script.leg(leg.id()));
        channel = Optional.of(opened);
        opened.open();
    }

    // ---- CRIU: it goes on when the operation dies ----

    private void dump() {
        leg.fact(Operations.FREEZE, "begin");
        Job dumper = new Job(leg.host(), leg.dumper());
        dumper.then("criu dump: freeze", 5, () -> original().state = Task.State.FROZEN);
        dumper.then("criu dump: save", 20, () -> {
            Task task = original();
            leg.host().images.put(leg.id(), new Image(task.app, task.pid, task.count));
        });
        if (leg.isContainer()) {
            dumper.then("criu dump: post-dump", 5, () -> {
                leg.script().needGuard();
                leg.put("held", "complete");
                leg.lay("dump.rc", "0");
            });
            dumper.await("criu dump: settled", () -> leg.has("settle") || !job.alive(), FOREVER, "", () -> {
                if (!leg.has("settle")) {
                    // If nobody is there any more to decide, the original goes on, unless its copy may.
                    leg.settleFailed();
                }
                if (leg.read("settle").equals("go")) {
                    leg.host().kill(original());
                } else {
                    leg.remove("held");
                    original().state = Task.State.RUNNING;
                }
            });
        } else {
            dumper.then("criu dump: end", 1, () -> leg.lay("dump.rc", "0"));
        }
        // As CRIU does when it fails.
        dumper.rescuedBy(why -> leg.host().task(leg.read("tree")).ifPresent(task -> task.state = Task.State.RUNNING));
        dumper.begin();
    }

    private Task original() {
        return leg.host().task(leg.read("tree")).orElseThrow(() -> new Failed("the process is gone while it is saved"));
    }

    private boolean dumpEnded() {
        return leg.has("dump.rc") || !leg.dumperLives();
    }

    private void dumped() {
        need(leg.has("dump.rc"), "criu dump ended with status 255");
        leg.fact(Operations.FREEZE, "dumped");
    }

    /** From then on only the target can tell whether the copy runs. */
    private void handOver() {
        if (leg.resumesAtOnce()) {
            need(!leg.has("handover"), "the permit was taken back: the target was not told to go on");
            leg.lay("handover", "sent " + leg.script().epoch());
        }
    }

    private void endContainer() {
        job.then("freeze: settle", 1, () -> leg.settle("go"));
        job.await("freeze: ended", () -> !leg.dumperLives(), DUMP, "the checkpoint does not end", () -> {
            leg.fact(Operations.FREEZE, "ended");
            if (leg.read("settle").equals("go") && leg.has("held")) {
                // A CRIU that was killed when it was about to end the original has left it paused.
                leg.destroy("tree");
            }
            need(
                    leg.read("settle").equals("go")
                            && leg.has("held")
                            && !leg.stateOf("tree").equals("running"),
                    "it goes on");
        });
    }

    private void gaveUp(Failed why) {
        if (!leg.isContainer() || leg.factOf(Operations.FREEZE, "begin").isEmpty()) {
            throw why;
        }
        job.then("freeze: settle a failure", 1, leg::settleFailed);
        job.await("freeze: ended", () -> !leg.dumperLives(), DUMP, "the checkpoint does not end", () -> {
            throw why;
        });
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.Optional;

/** The operation that ends a freeze which nobody ends: as op_watch of relocation-watch.sh. */
final class Watching {
    private static final long NAP = 1_000;
    private static final long LONGEST_NAP = 16_000;
    private static final long THAW = 300_000;

    private final Leg leg;
    private final Job job;
    private long nap = NAP;

    Watching(Leg leg, Job job) {
        this.leg = leg;
        this.job = job;
    }

    void add() {
        job.then("watch: look at the freeze", NAP, this::look);
    }

    private void look() {
        Optional<Long> began = leg.factOf(Operations.FREEZE, "begin");
        if (began.isEmpty()) {
            Leg.Op freeze = leg.op(Operations.FREEZE);
            if (!freeze.state().equals("done") && !freeze.state().equals("lost")) {
                add();
            }
            return;
        }
        long left = began.get()
                + Long.parseLong(leg.planned("deadline"))
                - leg.host().uptime();
        job.then("watch: settle the freeze", Math.max(1, left), this::settle);
    }

    private void settle() {
        if (!leg.script().guardIsHeld()) {
            return;
        }
        if (new TaskCommands(leg.script()).runsAgain(leg)) {
            leg.lay("reason", "it runs here again: the freeze was given up");
            return;
        }
        String permit = permitOfCopy();
        if (permit.equals("go")) {
            leg.lay("reason", "its copy may run on the target: this one is held");
        } else if (permit.isEmpty()) {
            again("held: whether its copy runs on the target cannot be told, since that does not answer");
        } else if (continuesOriginal()) {
            leg.lay("reason", "continued by its host: the copy never ran");
        } else {
            again("held: it cannot be continued here");
        }
    }

    private void again(String reason) {
        leg.lay("reason", reason);
        job.then("watch: settle the freeze", nap, this::settle);
        nap = Math.min(LONGEST_NAP, 2 * nap);
    }

    private String permitOfCopy() {
        if (leg.read("freeze.reply").contains("resumed")) {
            return "go";
        }
        if (leg.resumesAtOnce() && leg.notHandedOver()) {
            return "void";
        }
        SimulatedHost here = leg.host();
        return here.world()
                .byAddress(leg.read("ssh.conf"))
                .filter(there -> here.world().linked(here, there))
                .filter(there -> there.disk.has("keys/" + leg.id()))
                .map(this::ask)
                .orElse("");
    }

    /** What the key of the leg may ask the target, beside delivering the leg. */
    private String ask(SimulatedHost there) {
        Script script = new Script(
                there,
                leg.script().workload(),
                leg.script().run(),
                leg.script().attempt(),
                leg.script().epoch());
        try {
            script.needGuard();
            String said = new PermitCommands(script.openLeg(leg.id())).revoke("target");
            return said.equals("permit=go\n") ? "go" : said.equals("permit=void\n") ? "void" : "";
        } catch (Failed | Interrupted e) {
            if (!leg.host().isUp()) {
                throw e;
            }
            return "";
        }
    }

    private boolean continuesOriginal() {
        try {
            if (!leg.isContainer()) {
                new TaskCommands(leg.script()).thaw(leg, job.pid());
                return true;
            }
            if (new TaskCommands(leg.script()).thawContainer(leg, job.pid()).contains("container=running")) {
                return true;
            }
            if (!leg.planned("unit").isEmpty()) {
                new UnitCommands(leg.script()).arrive(leg.planned("unit"));
            }
            new Operations(leg).start(Operations.THAW);
            leg.script().await(THAW, () -> !leg.op(Operations.THAW).runs());
            return leg.op(Operations.THAW).succeeded();
        } catch (Failed e) {
            return false;
        }
    }
}

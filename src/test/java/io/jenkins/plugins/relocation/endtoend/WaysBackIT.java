// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.endtoend.Program.Result;
import io.jenkins.plugins.relocation.endtoend.Program.Running;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Every way a move can come back: what goes wrong is real, and what is left of it is looked at from outside. */
class WaysBackIT extends EndToEnd {
    private static final int PORT = 7001;
    private static final int SMALL = 6;
    private static final String ONLY_ON_ALPHA =
            "{type: command, run: [grep, -qx, alpha, /etc/hostname], interval: 100ms, within: 1s}";

    private static final String DAMAGING =
            """
            #!/bin/sh
            [ "$1" != restore ] || for image in /run/relocation/*/img/pstree.img; do echo damaged >"$image"; done
            exec /usr/sbin/criu.away "$@"
            """;

    private Tree tree;
    private Tree.State state;

    private void start(int mebibytes, String... more) {
        inventory(InventoryText.of(machines, "alpha", "beta").tree("tree", "alpha", PORT, more));
        tree = new Tree(machines, "tree", PORT).start("alpha", mebibytes);
        state = tree.state("alpha");
        plan("--evacuate", "alpha");
    }

    @Test
    void failingProbeBringsBackWhatWasDoneOnTheTarget() {
        start(SMALL, "probes: [%s, %s]".formatted(InventoryText.ping(PORT), ONLY_ON_ALPHA));
        program.run("relocate", "plan.json").exits(0).says("RESUMED");
        Machines.await("it counts on beta", () -> tree.count("beta") > 300);
        long there = tree.count("beta");

        Result verify = program.run("verify", "plan.json").exits(11);

        verify.complains("tree is ROLLED_BACK", "grep", "did not pass within 1 s");
        tree.expectOn("alpha", state);
        assertThat(tree.count("alpha")).isGreaterThan(there);
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @Test
    void takenProcessIdLetsTheSourceContinue() {
        start(SMALL);
        program.run("checkpoint", "plan.json").exits(0);
        // After the prechecks, which would have found it.
        machines.sh(
                "beta",
                "last=$(cat /proc/sys/kernel/ns_last_pid); echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid;"
                        + " setsid sleep 300 >/dev/null 2>&1 & echo $! >/run/e2e-thief;"
                        + " echo $((last + 100)) >/proc/sys/kernel/ns_last_pid",
                tree.rootPid("alpha"));
        assertThat(machines.sh("beta", "cat /run/e2e-thief")).isEqualTo(tree.rootPid("alpha"));

        Result relocate = program.run("relocate", "plan.json").exits(11);

        relocate.complains("tree is ROLLED_BACK", "process id", tree.rootPid("alpha"), "beta");
        tree.expectOn("alpha", state);
        machines.sh("beta", "kill -9 $(cat /run/e2e-thief)");
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @Test
    void damagedImageLetsTheSourceContinue() {
        start(SMALL);
        program.run("checkpoint", "plan.json").exits(0);
        // The image is damaged when CRIU is about to read it, which is after it was found complete.
        machines.sh("beta", "mv /usr/sbin/criu /usr/sbin/criu.away");
        machines.laboratory.write("beta", "/usr/sbin/criu", DAMAGING.getBytes(StandardCharsets.UTF_8), "755");

        Result run = program.run("run", "plan.json").exits(11);

        run.complains("tree is ROLLED_BACK", "restoring workload tree on host beta failed");
        tree.expectOn("alpha", state);
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @Test
    void failingHookBeforeTheFreezeFreezesNothing() {
        start(SMALL, "hooks: [{when: before-freeze, run: [sh, -c, \"echo the disk is full >&2; exit 3\"]}]");

        Result run = program.run("run", "plan.json").exits(11);

        run.complains("tree is ROLLED_BACK", "hook", "3", "the disk is full");
        tree.expectOn("alpha", state);
        assertThat(moves().get("tree").get("freeze").asText()).isEqualTo("PT0S");
        expectNothingLeft();
    }

    @Test
    void diedTargetLosesNothingSilently() {
        start(SMALL);
        program.run("relocate", "plan.json").exits(0);
        machines.laboratory.kill("beta");
        machines.laboratory.boot("beta");

        Result asked = program.run("rollback", "plan.json").exits(12);

        asked.complains("gone from beta", "what users did since the freeze is lost", "--accept-loss tree");
        assertThat(machines.sh("alpha", "ps -o stat= -p $(cat /run/e2e-tree.pid)"))
                .startsWith("T");

        program.run("rollback", "plan.json", "--accept-loss", "tree").exits(0);

        tree.expectOn("alpha", state);
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @Test
    void silentTargetNeedsAnOperator() {
        start(SMALL);
        program.run("relocate", "plan.json").exits(0);
        machines.laboratory.kill("beta");
        try {
            Result asked =
                    program.run("rollback", "plan.json", "--patience", "PT5S").exits(12);

            asked.complains("tree is NEEDS_OPERATOR", "beta");
            assertThat(machines.sh("alpha", "ps -o stat= -p $(cat /run/e2e-tree.pid)"))
                    .startsWith("T");
        } finally {
            machines.laboratory.boot("beta");
        }
        // What the runbook says: see that the target does not run it, continue the source, tell the engine.
        assertThat(tree.pids("beta")).isEmpty();
        machines.sh("alpha", "kill -CONT $(pgrep -f '[/]usr/local/bin/tree.py')");
        program.run("resolve", lastRun(), "tree", "rolled_back", "--reason", "beta was powered off")
                .exits(0);
        tree.expectOn("alpha", state);
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @Test
    void restorePointIsGoneBackToOnlyWhenTheLossIsAccepted() {
        start(SMALL);
        program.run("checkpoint", "plan.json").exits(0);
        long saved = tree.count("alpha");
        Machines.await("it counts on", () -> tree.count("alpha") > saved + 400);
        program.run("relocate", "plan.json").exits(0);
        long moved = tree.count("beta");

        program.run("rollback", "plan.json", "--to", "checkpoint")
                .exits(2)
                .complains("loses what users of tree did", "--accept-loss tree");
        assertThat(tree.count("beta")).isGreaterThan(moved);
        program.run("rollback", "plan.json", "--to", "checkpoint", "--accept-loss", "tree")
                .exits(0);

        assertThat(tree.count("alpha")).isLessThan(moved);
        tree.expectOn("alpha", state);
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @Test
    void interruptSettlesWhatIsInFlight() {
        start(64);
        Running run = program.start("run", "-v", "plan.json");
        Machines.await("the freeze begins", () -> run.soFar().contains("freeze the source"));

        run.interrupt();

        Result stopped = run.result().exits(14);
        assertThat(stopped.err()).contains("stopping: what is in flight is being settled", "stopped");
        if (moves().get("tree").get("phase").asText().equals("RESUMED")) {
            // The permit had been used before the stop was noticed.
            tree.expectOn("beta", state);
            program.run("rollback", "plan.json").exits(0);
        }
        tree.expectOn("alpha", state);
        expectNothingLeft();
        moved("ROLLED_BACK");
    }
}

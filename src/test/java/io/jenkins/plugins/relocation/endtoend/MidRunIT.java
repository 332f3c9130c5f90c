// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.endtoend.Program.Running;
import org.junit.jupiter.api.Test;

/** What changes on hosts in the middle of a run: keys, logins, room, power, and the network. */
class MidRunIT extends EndToEnd {
    private static final int PORT = 7001;
    private static final String WAITING =
            "hooks: [{when: before-freeze, run: [sh, -c, 'echo waits >/run/e2e-hook; while [ -e /run/e2e-hook ]; do sleep 0.05; done']}]";

    private Tree tree;
    private Tree.State state;

    private void start(String... more) {
        inventory(InventoryText.of(machines, "alpha", "beta").tree("tree", "alpha", PORT, more));
        tree = new Tree(machines, "tree", PORT).start("alpha", 16);
        state = tree.state("alpha");
        plan("--evacuate", "alpha");
    }

    @Test
    void anotherHostKeyStopsTheRunUntilItIsTheOldOneAgain() {
        start();
        program.run("relocate", "plan.json").exits(0);
        machines.sh(
                "beta",
                "cd /etc/ssh; mkdir e2e; mv ssh_host_ed25519_key* e2e; ssh-keygen -q -t ed25519 -N '' -f ssh_host_ed25519_key; systemctl restart ssh");
        try {
            Program.Result refused = program.run("verify", "plan.json", "--patience", "PT2S");
            assertThat(refused.exit()).isIn(8, 10);
            refused.complains("beta", "shows another", "key than the pinned one");
            // Its TCP probe needs no login: it may have passed before anybody asked the host.
            assertThat(moves().get("tree").get("phase").asText()).isIn("RESUMED", "VERIFIED", "COMMITTING");
        } finally {
            machines.sh("beta", "cd /etc/ssh; mv e2e/* .; rmdir e2e; systemctl restart ssh");
        }

        program.run("verify", "plan.json").exits(0);

        tree.expectOn("beta", state);
        expectNothingLeft();
        moved("COMMITTED");
    }

    @Test
    void aLoginThatIsRefusedInMidRunLeavesTheMoveAsItIs() {
        start();
        program.run("relocate", "plan.json").exits(0);
        machines.sh("alpha", "mv /root/.ssh/authorized_keys /root/.ssh/e2e-keys");
        try {
            program.run("verify", "plan.json", "--patience", "PT2S").exits(9);
            assertThat(moves().get("tree").get("phase").asText()).isIn("RESUMED", "VERIFIED", "COMMITTING");
        } finally {
            machines.sh("alpha", "mv /root/.ssh/e2e-keys /root/.ssh/authorized_keys");
        }

        program.run("recover", lastRun()).exits(0);

        tree.expectOn("beta", state);
        expectNothingLeft();
        moved("COMMITTED");
    }

    @Test
    void aTargetWithoutRoomLetsTheSourceContinue() {
        start(WAITING);
        Running running = program.start("run", "plan.json");
        awaitHook();
        machines.sh(
                "beta",
                "mount -o remount,size=$(($(df --output=used -k /run/relocation | tail -n 1) + 256))k /run/relocation");
        try {
            machines.sh("alpha", "rm /run/e2e-hook");

            running.result().exits(11).complains("tree is ROLLED_BACK");
        } finally {
            machines.sh("beta", "mount -o remount,size=3g /run/relocation");
        }
        tree.expectOn("alpha", state);
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @Test
    void aTargetThatIsPoweredOffBeforeTheFreezeLetsTheSourceContinue() {
        start(WAITING);
        Running running = program.start("run", "plan.json", "--patience", "PT8S");
        awaitHook();
        machines.laboratory.kill("beta");
        try {
            machines.sh("alpha", "rm /run/e2e-hook");
            running.result();
        } finally {
            machines.laboratory.boot("beta");
        }
        tree.expectOn("alpha", state);

        program.run("recover", lastRun()).exits(0);
        program.run("janitor", "-i", "inventory.yaml", "--apply").exits(0);

        tree.expectOn("alpha", state);
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @Test
    void bothHostsPoweredOffIsSaidAndNothingIsStarted() {
        start();
        program.run("relocate", "plan.json").exits(0);
        for (String host : new String[] {"alpha", "beta"}) {
            machines.laboratory.kill(host);
            machines.laboratory.boot(host);
        }

        program.run("verify", "plan.json").exits(12).complains("tree", "neither alpha nor beta has anything of it");

        assertThat(tree.pids("alpha")).isEmpty();
        assertThat(tree.pids("beta")).isEmpty();
        // As after any other power cut.
        tree.start("alpha", 16);
        program.run("resolve", lastRun(), "tree", "rolled_back", "--reason", "started again after the power cut")
                .exits(0);
        expectNothingLeft();
    }

    @Test
    void aNetworkThatIsAwayForAWhileDelaysNothingButTheMove() {
        start(WAITING);
        Running running = program.start("run", "plan.json");
        awaitHook();
        machines.sh(
                "beta",
                "nft add table inet e2e && nft add chain inet e2e in '{ type filter hook input priority 0; policy drop; }'");
        machines.sh("alpha", "rm /run/e2e-hook");
        machines.sh("alpha", "sleep 8");
        assertThat(tree.state("alpha")).isEqualTo(state);
        machines.sh("beta", "nft delete table inet e2e");

        Program.Result result = running.result();

        assertThat(result.exit()).isIn(0, 11);
        String phase = moves().get("tree").get("phase").asText();
        tree.expectOn(phase.equals("COMMITTED") ? "beta" : "alpha", state);
        expectNothingLeft();
        moved(phase);
    }

    private void awaitHook() {
        Machines.await("everything is ready for the freeze", () -> machines.sh("alpha", "cat /run/e2e-hook || true")
                .equals("waits"));
    }
}

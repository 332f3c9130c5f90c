// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.endtoend.Program.Result;
import org.junit.jupiter.api.Test;

/** Ways to log in and ways for memory to travel, and host keys that are not the pinned ones. */
class LoginsIT extends EndToEnd {
    private static final String OPS = "login: {user: ops, credentials: lab-key, become: sudo}";
    private static final String OTHER_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrVSuoXQ0WJ2Vr5F2Zc4f1PzDqQyJ8Q2m3F9m0yJx7B";

    private Tree tree;
    private Tree.State state;

    private InventoryText inventoryText() {
        return InventoryText.of(machines, "alpha", "beta").tree("tree", "alpha", 7001);
    }

    private void start() {
        tree = new Tree(machines, "tree", 7001).start("alpha", 6);
        state = tree.state("alpha");
    }

    private void movesToBeta() {
        start();
        plan("--evacuate", "alpha");
        program.run("run", "plan.json").exits(0).says("host alpha is empty");
        tree.expectOn("beta", state);
        expectNothingLeft();
        moved("COMMITTED");
    }

    @Test
    void unprivilegedLoginsBecomeRootThroughSudo() {
        inventory(inventoryText().hostAlso("alpha", OPS).hostAlso("beta", OPS));
        String keys = machines.sh("beta", "cat /home/ops/.ssh/authorized_keys");

        movesToBeta();

        assertThat(machines.sh(
                        "beta", "cat /home/ops/.ssh/authorized_keys; stat -c %U:%a /home/ops/.ssh/authorized_keys"))
                .isEqualTo(keys + "\nops:600");
    }

    @Test
    void memoryTravelsThroughTheControllerWhereTheInventorySaysSo() {
        inventory(inventoryText().hostAlso("beta", "transfer: {path: controller}"));

        movesToBeta();
    }

    @Test
    void sourceIsReachedThroughJumpHost() {
        inventory(inventoryText()
                .host(
                        "gamma",
                        "address: %s, hostKeys: [\"%s\"]".formatted(machines.address("gamma"), machines.key("gamma")))
                .hostAlso("alpha", "jump: gamma"));
        // Only the jump host gets through.
        machines.sh(
                "alpha",
                "nft add table inet e2e; nft add chain inet e2e in '{ type filter hook input priority 0; }';"
                        + " nft add rule inet e2e in ip saddr 10.77.0.1 tcp dport 22 drop");
        try {
            start();
            program.run("plan", "-i", "inventory.yaml", "--move", "tree=beta", "-o", "plan.json")
                    .exits(0);
            program.run("run", "plan.json").exits(0);
            tree.expectOn("beta", state);
        } finally {
            machines.sh("alpha", "nft delete table inet e2e");
        }
        expectNothingLeft();
        moved("COMMITTED");
    }

    @Test
    void anotherHostKeyThanThePinnedOneStopsEverything() {
        start();
        inventory(inventoryText()
                .host("beta", "address: %s, hostKeys: [\"%s\"]".formatted(machines.address("beta"), OTHER_KEY)));

        Result plan = program.run("plan", "-i", "inventory.yaml", "--evacuate", "alpha")
                .exits(8);

        plan.complains("beta", "SHA256:", "another ssh-ed25519 key than the pinned one");
        expectUntouched();
    }

    @Test
    void hostKeyThatChangesBehindAnApprovedPlanStopsTheRun() {
        start();
        inventory(inventoryText());
        plan("--evacuate", "alpha");
        machines.sh(
                "beta",
                "cd /etc/ssh; mkdir e2e; mv ssh_host_ed25519_key* e2e; ssh-keygen -q -t ed25519 -N '' -f ssh_host_ed25519_key; systemctl restart ssh");
        try {
            program.run("run", "plan.json")
                    .exits(8)
                    .complains("beta", "SHA256:", "another ssh-ed25519 key than the pinned one", "nothing was changed");
        } finally {
            machines.sh("beta", "cd /etc/ssh; mv e2e/* .; rmdir e2e; systemctl restart ssh");
        }
        expectUntouched();
    }

    @Test
    void hostWhoseKindOfKeyIsNotPinnedIsUnknown() {
        start();
        inventory(
                inventoryText()
                        .host(
                                "beta",
                                "address: %s, hostKeys: [\"%s\"]"
                                        .formatted(
                                                machines.address("beta"),
                                                "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=")));

        Result plan = program.run("plan", "-i", "inventory.yaml", "--evacuate", "alpha")
                .exits(8);

        plan.complains("beta", "ecdsa-sha2-nistp256");
        expectUntouched();
    }

    @Test
    void loginThatIsRefusedIsToldApart() {
        start();
        inventory(inventoryText().hostAlso("beta", "login: {user: nobody, credentials: lab-key}"));

        program.run("plan", "-i", "inventory.yaml", "--evacuate", "alpha")
                .exits(9)
                .complains("beta", "nobody", "lab-key");

        expectUntouched();
    }

    private void expectUntouched() {
        tree.expectOn("alpha", state);
        expectNothingLeft();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the owner of a workload allows as its longest freeze: before a plan, and while the move is under way. */
class FreezeBudgetIT extends EndToEnd {
    private static final int PORT = 7201;
    private static final int MIB = 128;

    @AfterEach
    void endSlowness() {
        machines.sh("alpha", "tc qdisc del dev eth0 root 2>/dev/null || true");
    }

    @Test
    void refusesAPlanWhoseFreezeWouldBeTooLong() {
        Tree tree = new Tree(machines, "tree", PORT).start("alpha", MIB);
        Tree.State state = tree.state("alpha");
        inventory(withBudget("10ms"));

        program.run("plan", "-i", "inventory.yaml", "--evacuate", "alpha")
                .exits(3)
                .complains(
                        "workload tree from alpha to beta", "its freezeBudget is 10 ms", "raise policy.freezeBudget");

        tree.expectOn("alpha", state);
        expectNothingLeft();
    }

    @Test
    void givesAFreezeUpWhenTheLinkHasBecomeTooSlow() {
        Tree tree = new Tree(machines, "tree", PORT).start("alpha", MIB);
        Tree.State state = tree.state("alpha");
        inventory(withBudget("30s"));
        // Memory that is copied ahead does not mind a slow link.
        machines.sh(
                "beta", "printf '#!/bin/sh\\nexit 1\\n' >/usr/local/bin/python3 && chmod +x /usr/local/bin/python3");
        plan("--evacuate", "alpha");
        machines.sh("alpha", "tc qdisc add dev eth0 root tbf rate 12mbit burst 256kb latency 400ms");

        program.run("relocate", "plan.json").exits(11).complains("the freeze is given up after", "budget of 30 s");

        JsonNode move = moves().get("tree");
        assertThat(move.get("phase").asText()).isEqualTo("ROLLED_BACK");
        assertThat(Duration.parse(move.get("freeze").asText()))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        tree.expectOn("alpha", state);
        machines.sh("alpha", "tc qdisc del dev eth0 root");
        machines.sh("beta", "rm /usr/local/bin/python3");
        expectNothingLeft();
    }

    private InventoryText withBudget(String budget) {
        return InventoryText.of(machines, "alpha", "beta")
                .tree("tree", "alpha", PORT, "policy: {freezeBudget: %s}".formatted(budget));
    }
}

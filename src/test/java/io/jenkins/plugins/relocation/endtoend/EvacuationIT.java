// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.cli.demo.CountingClient;
import io.jenkins.plugins.relocation.endtoend.Program.Result;
import io.jenkins.plugins.relocation.model.Json;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The main job: a host is emptied while a client uses what runs there, and everything comes home again. */
class EvacuationIT extends EndToEnd {
    @Test
    void emptiesHostAndBringsEverythingHome() {
        inventory(InventoryText.of(machines, "alpha", "beta", "gamma")
                .workload("redis", Redis.WORKLOAD.formatted("alpha"))
                .tree("tree", "alpha", 7001));
        Redis redis = new Redis(machines).start("alpha");
        Redis.State data = redis.state("alpha");
        Tree tree = new Tree(machines, "tree", 7001).start("alpha", 64);
        Tree.State memory = tree.state("alpha");
        try (CountingClient client = CountingClient.anywhere(machines.addresses(), Redis.PORT)) {
            Machines.await("the client counts", () -> client.acknowledged() > 10);

            evacuate(redis, data, tree, memory);
            long promised = client.acknowledged();
            returnHome(redis, data, tree, memory);

            Machines.await("the client counts on", () -> client.acknowledged() > promised);
            assertThat(client.violation()).isEmpty();
            assertThat(client.longestGap()).isLessThan(Duration.ofSeconds(20));
        }
        expectNothingLeft();
    }

    private void evacuate(Redis redis, Redis.State data, Tree tree, Tree.State memory) {
        program.run("plan", "-i", "inventory.yaml", "--evacuate", "alpha", "-o", "plan.json")
                .exits(0)
                .says("2 moves in 1 wave", "Held source until commit: redis, tree");
        program.run("precheck", "plan.json").exits(0).says("prechecks passed");
        Result run = program.run("run", "plan.json").exits(0).says("host alpha is empty: safe to power off");
        assertThat(run.err()).isEmpty();

        Map<String, JsonNode> moves = moves();
        assertThat(redis.state(moves.get("redis").get("target").asText())).isEqualTo(data);
        tree.expectOn(moves.get("tree").get("target").asText(), memory);
        assertThat(machines.sh("alpha", "pgrep -x redis-server || true")).isEmpty();
        assertThat(machines.answers("alpha", Redis.PORT)).isFalse();
        moves.values().forEach(move -> moved(move, "COMMITTED"));
        program.run("status").exits(0).says(lastRun(), "ended", "COMMITTED");
        program.run("journal", "verify", lastRun()).exits(0).says("intact: ");
    }

    /** With --json, to see that machines can read all of it. */
    private void returnHome(Redis redis, Redis.State data, Tree tree, Tree.State memory) {
        plan("--return-home", lastRun());
        Result run = program.run("run", "--json", "plan.json").exits(0);

        assertThat(run.out().lines().toList()).isNotEmpty().allSatisfy(line -> assertThatCode(() -> assertThat(
                                Json.mapper().readTree(line).get("event").asText())
                        .isNotEmpty())
                .doesNotThrowAnyException());
        assertThat(redis.state("alpha")).isEqualTo(data);
        tree.expectOn("alpha", memory);
        assertThat(machines.sh("beta", "pgrep -x redis-server || true")).isEmpty();
        assertThat(machines.sh("gamma", "pgrep -x redis-server || true")).isEmpty();
        moved("COMMITTED");
    }
}

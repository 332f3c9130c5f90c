// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.cli.demo.CountingClient;
import io.jenkins.plugins.relocation.endtoend.Program.Result;
import io.jenkins.plugins.relocation.endtoend.Program.Running;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers by the command line, while a client counts over one connection that is never made again. */
class ContainerIT extends EndToEnd {
    private static final int PORT = 7001;
    private static final String WAITING =
            "{when: before-freeze, run: [sh, -c, 'echo waits >/run/e2e-hook; while [ -e /run/e2e-hook ]; do sleep 0.05; done']}";

    private Container container;

    @BeforeEach
    void choose() {
        container = new Container(machines, "crun", List.of("alpha", "beta"));
    }

    @AfterEach
    void remove() {
        container.down();
    }

    @Test
    void leavesAHostTogetherWithAProcessAndComesHome() {
        container.start();
        inventory(InventoryText.of(machines, "alpha", "beta")
                .workload("redis1", container.workload("alpha", ""))
                .tree("tree", "alpha", PORT));
        Tree tree = new Tree(machines, "tree", PORT).start("alpha", 16);
        Tree.State memory = tree.state("alpha");
        try (CountingClient client = CountingClient.onOneConnection(Container.ADDRESS, Redis.PORT)) {
            plan("--evacuate", "alpha");
            program.run("precheck", "plan.json").exits(0).says("prechecks passed");
            program.run("run", "plan.json").exits(0).says("host alpha is empty: safe to power off");
            container.expectOn("beta");
            tree.expectOn("beta", memory);
            moved("COMMITTED");

            plan("--return-home", lastRun());
            program.run("run", "plan.json").exits(0);

            expectNothingLost(client);
        }
        container.expectOn("alpha");
        tree.expectOn("alpha", memory);
        expectNothingLeft();
        moved("COMMITTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void failingProbeBringsItBackWithItsConnection(String runtime) {
        container = new Container(machines, runtime, List.of("alpha", "beta")).start();
        inventory(
                InventoryText.of(machines, "alpha", "beta")
                        .workload(
                                "redis1",
                                container.workload(
                                        "alpha",
                                        "{type: command, run: [grep, -qx, alpha, /etc/hostname], interval: 100ms, within: 1s}")));
        plan("--move", "redis1=beta");
        try (CountingClient client = CountingClient.onOneConnection(Container.ADDRESS, Redis.PORT)) {
            program.run("relocate", "plan.json").exits(0).says("RESUMED");
            long there = client.acknowledged();
            Machines.await("it counts on beta", () -> client.acknowledged() > there + 100);

            Result verify = program.run("verify", "plan.json").exits(11);

            verify.complains("redis1 is ROLLED_BACK", "grep", "did not pass within 1 s");
            expectNothingLost(client);
        }
        container.expectOn("alpha");
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void failingRestoreLetsTheSourceContinueWithItsConnection(String runtime) {
        container = new Container(machines, runtime, List.of("alpha", "beta")).start();
        inventory(InventoryText.of(machines, "alpha", "beta")
                .workload("redis1", container.workload("alpha", "") + ", hooks: [" + WAITING + "]"));
        plan("--move", "redis1=beta");
        try (CountingClient client = CountingClient.onOneConnection(Container.ADDRESS, Redis.PORT)) {
            Running relocating = program.start("relocate", "plan.json");
            Machines.await("the prechecks are over", () -> machines.sh("alpha", "cat /run/e2e-hook || true")
                    .equals("waits"));
            // The prechecks would have found it.
            container.spoil("beta");
            machines.sh("alpha", "rm /run/e2e-hook");

            Result relocate = relocating.result().exits(11);

            relocate.complains("redis1 is ROLLED_BACK", "config.json");
            expectNothingLost(client);
        }
        container.expectOn("alpha");
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    /** Every count that the client was promised is there, over its first and only connection, and it counts on. */
    private static void expectNothingLost(CountingClient client) {
        long promised = client.acknowledged();
        Machines.await(
                "the client counts on",
                () -> client.acknowledged() > promised || !client.lost().isEmpty());
        assertThat(client.lost()).as("why the connection was lost").isEmpty();
        assertThat(client.connections()).isEqualTo(1);
        assertThat(client.violation()).isEmpty();
        CountingClient.Count count = client.count(Container.ADDRESS);
        assertThat(count.value()).isEqualTo(count.acknowledged());
    }
}

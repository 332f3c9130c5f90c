// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.cli.demo.CountingClient;
import io.jenkins.plugins.relocation.endtoend.Program.Running;
import io.jenkins.plugins.relocation.journal.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The command line is killed, as {@code kill -9} does, while a container with a connected client moves. {@code recover} takes
 * what it left to its end; where nobody recovers, the hosts do what they may do by themselves. How many kills:
 * {@code -Drelocation.kills=100}, the same each time.
 */
class KillIT extends EndToEnd {
    private static final int KILLS = Integer.getInteger("relocation.kills", 6);
    private static final long SEED = Long.getLong("relocation.seed", 20261123L);
    private static final int LONGEST_DELAY = 400;
    private static final int SECONDS_TO_AN_ACT = 90;

    /** The acts of a move out; of those that come by themselves within another act nothing is printed. */
    private static final List<Act> OUT = List.of(
            Act.FREEZE,
            Act.PREPARE,
            Act.DISCARD_SOURCE,
            Act.FREEZE,
            Act.TAKE_GUARDS,
            Act.CLEAN_UP,
            Act.FREEZE,
            Act.ADOPT_TARGET,
            Act.RELEASE_GUARDS);

    /** The acts of a live return, besides. */
    private static final List<Act> BACK = List.of(
            Act.RETURN_FREEZE,
            Act.RETURN_RESTORE,
            Act.DISCARD_STALE,
            Act.DISCARD_TARGET,
            Act.RETURN_RESUME,
            Act.ADOPT_SOURCE,
            Act.CLEAN_UP);

    private Container container;

    @BeforeEach
    void start() {
        container = new Container(machines, "crun", List.of("alpha", "beta")).start();
    }

    @AfterEach
    void remove() {
        container.down();
    }

    static Stream<Arguments> kills() {
        Random random = new Random(SEED);
        List<Arguments> kills = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            boolean back = i % 3 == 2;
            List<Act> acts = back ? BACK : OUT;
            int number = back ? i / 3 : i - i / 3;
            kills.add(Arguments.of(acts.get(number % acts.size()), back, random.nextInt(LONGEST_DELAY)));
        }
        return kills.stream();
    }

    @ParameterizedTest(name = "{0}, way back {1}, after {2} ms")
    @MethodSource("kills")
    void recoverSettlesWhatADeadEngineLeft(Act act, boolean back, int delay) {
        planMove(
                back ? "{type: command, run: [grep, -qx, alpha, /etc/hostname], interval: 100ms, within: 1s}" : "", "");
        try (CountingClient client = CountingClient.onOneConnection(Container.ADDRESS, Redis.PORT)) {
            killDuring(act, delay);

            String told =
                    program.run("recover", "--dry-run", lastRun()).exits(0).out();
            int status = program.run("recover", lastRun()).exit();

            assertThat(told).contains("redis1 is ");
            assertThat(status).isIn(0, 11);
            expectNothingLost(client);
        }
        String phase = moves().get("redis1").get("phase").asText();
        container.expectOn(phase.equals("COMMITTED") ? "beta" : "alpha");
        expectNothingLeft();
        moved(phase);
    }

    /** The target cannot restore, and nobody asks anybody: the source goes on by itself at once, still connected. */
    @Test
    void hostsEndAFreezeThatNobodyEnds() {
        planMove("", "policy: {freezeBudget: 2s}");
        try (CountingClient client = CountingClient.onOneConnection(Container.ADDRESS, Redis.PORT)) {
            Running running = program.start("run", "-v", "plan.json");
            await(running, Act.PREPARE);
            container.spoil("beta");
            await(running, Act.FREEZE);
            Machines.await("the freeze has begun", () -> machines.sh(
                            "alpha", "grep -h begin /var/lib/relocation/legs/*/freeze.facts 2>/dev/null || true")
                    .contains("begin"));
            running.kill();

            expectNothingLost(client);
            Machines.await("the host has ended the freeze", 100, () -> !machines.sh(
                            "alpha", "cat /var/lib/relocation/legs/*/reason 2>/dev/null || true")
                    .isEmpty());

            assertThat(machines.sh("alpha", "cat /var/lib/relocation/legs/*/reason"))
                    .contains("runs here again");
            program.run("recover", lastRun()).exits(0);
            expectNothingLost(client);
        }
        container.expectOn("alpha");
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    private void planMove(String probe, String more) {
        inventory(InventoryText.of(machines, "alpha", "beta")
                .workload("redis1", container.workload("alpha", probe) + (more.isEmpty() ? "" : ", " + more)));
        plan("--move", "redis1=beta");
    }

    private void killDuring(Act act, int delay) {
        Running running = program.start("run", "-v", "plan.json");
        await(running, act);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delay));
        running.kill();
    }

    private static void await(Running running, Act act) {
        Machines.await(
                act.words(), SECONDS_TO_AN_ACT, () -> running.soFar().contains(act.words()) || !running.isAlive());
        assertThat(running.soFar()).contains(act.words());
    }

    /** Every count that the client was promised is there, over its first and only connection, and it counts on. */
    private static void expectNothingLost(CountingClient client) {
        long promised = client.acknowledged();
        Machines.await(
                "the client counts on",
                60,
                () -> client.acknowledged() > promised || !client.lost().isEmpty());
        assertThat(client.lost()).as("why the connection was lost").isEmpty();
        assertThat(client.connections()).isEqualTo(1);
        assertThat(client.violation()).isEmpty();
        CountingClient.Count count = client.count(Container.ADDRESS);
        assertThat(count.value()).isEqualTo(count.acknowledged());
    }
}

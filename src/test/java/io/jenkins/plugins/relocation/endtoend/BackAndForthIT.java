// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.cli.demo.CountingClient;
import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One Redis container goes back and forth between two hosts, with an engine that stays, while a client counts over one
 * connection: no count is lost, and nothing grows, neither on the hosts nor in the JVM.
 *
 * <p>{@code -Drelocation.moves=50} says how many moves, an even number; 6 otherwise.
 */
@ExtendWith(LabGate.class)
class BackAndForthIT {
    private static final int MOVES = Integer.getInteger("relocation.moves", 6);
    private static final int WARM_UP = 2;
    private static final List<String> HOSTS = List.of("alpha", "beta");
    private static final Duration A_WHILE = Duration.ofSeconds(15);

    @TempDir
    private Path home;

    private final Machines machines = new Machines();
    private final List<Long> gaps = new ArrayList<>();
    private String inventory;
    private Container container;

    @AfterEach
    void clean() {
        if (container != null) {
            container.down();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void losesNothingAndLeavesNothing(String runtime) throws Exception {
        container = new Container(machines, runtime, HOSTS).start();
        inventory = InventoryText.of(machines, "alpha", "beta")
                .workload("redis1", container.workload("alpha", ""))
                .text();
        try (CountingClient client = CountingClient.onOneConnection(Container.ADDRESS, Redis.PORT)) {
            Census beforeEngine = Census.ofJvm();
            try (Controller controller = Controller.open(home, credentials -> key())) {
                backAndForth(controller.relocator(), client, runtime, WARM_UP);
                gaps.clear();
                Census jvm = Census.ofJvm();
                List<Census> hosts = hosts();

                backAndForth(controller.relocator(), client, runtime, MOVES);

                report(runtime, client);
                List<String> more = new ArrayList<>(moreThan(jvm, "the JVM", Census::ofJvm));
                for (int i = 0; i < HOSTS.size(); i++) {
                    String host = HOSTS.get(i);
                    more.addAll(moreThan(hosts.get(i), host, () -> Census.ofHost(machines, host)));
                }
                assertThat(more).as("more than before").isEmpty();
            }
            assertThat(moreThan(beforeEngine, "the JVM, engine closed", Census::ofJvm))
                    .as("more than before")
                    .isEmpty();
        }
        container.expectOn("alpha");
    }

    /** A census that sees nothing would prove nothing. */
    @Test
    void censusSeesWhatIsLeft() {
        Census before = Census.ofHost(machines, "alpha");
        machines.sh(
                "alpha",
                """
                nft add table inet left; ip netns add left; ip -n left link add left0 type bridge
                mkdir -p /sys/fs/cgroup/left /tmp/left && mount -t tmpfs left /tmp/left
                touch /run/relocation/left; systemctl stop left.service 2>/dev/null
                systemd-run -q --unit left sleep 60""");
        try {
            assertThat(Census.ofHost(machines, "alpha").moreThan(before))
                    .anySatisfy(line -> assertThat(line).startsWith("rule table inet left"))
                    .anySatisfy(line -> assertThat(line).startsWith("link left0 in left"))
                    .anySatisfy(line -> assertThat(line).startsWith("cgroup /sys/fs/cgroup/left "))
                    .anySatisfy(line -> assertThat(line).startsWith("mount / /tmp/left"))
                    .anySatisfy(line -> assertThat(line).startsWith("file /run/relocation/left"))
                    .anySatisfy(line -> assertThat(line).startsWith("unit left.service"))
                    .anySatisfy(line -> assertThat(line).startsWith("process /usr/bin/sleep 60"))
                    .anySatisfy(line -> assertThat(line).startsWith("descriptor of /usr/bin/sleep 60"));
        } finally {
            machines.sh(
                    "alpha",
                    """
                    systemctl stop left; umount /tmp/left; rmdir /tmp/left /sys/fs/cgroup/left
                    rm /run/relocation/left; ip netns del left; nft delete table inet left""");
        }
    }

    private void backAndForth(Relocator relocator, CountingClient client, String runtime, int moves) {
        for (int i = 0; i < moves; i++) {
            String from = HOSTS.get(i % 2);
            String to = HOSTS.get((i + 1) % 2);
            client.resetGap();
            long counted = client.acknowledged();

            RunResult.MoveResult move = move(relocator, to);

            gaps.add(client.longestGap().toMillis());
            assertThat(move.phase()).isEqualTo(Phase.COMMITTED);
            assertThat(client.lost()).as("why the connection was lost").isEmpty();
            assertThat(client.violation()).isEmpty();
            CountingClient.Count count = client.count(Container.ADDRESS);
            assertThat(count.value()).isEqualTo(count.acknowledged()).isGreaterThan(counted);
            assertThat(client.connections()).isEqualTo(1);
            LabGate.moved(new LabGate.Move(
                    "BackAndForthIT." + runtime,
                    "redis1",
                    from,
                    to,
                    move.phase().name(),
                    move.freeze().toMillis() + " ms"));
        }
    }

    private RunResult.MoveResult move(Relocator relocator, String to) {
        Caller caller = Caller.of("back and forth", RelocationListener.NONE);
        PlanParameters goal = new PlanParameters("inventory.yaml", List.of(), Map.of("redis1", to), "");
        Scope all = new Scope(relocator.plan(goal, inventory, caller).id(), 0);
        relocator.precheck(all, caller);
        relocator.relocate(all, caller);
        return relocator.verify(all, caller).moves().get(0);
    }

    private List<Census> hosts() {
        return HOSTS.stream().map(host -> Census.ofHost(machines, host)).toList();
    }

    /** What is on its way out may take a while: a session that ends, a thread that idles. */
    private static List<String> moreThan(Census before, String where, Callable<Census> look) throws Exception {
        long end = System.nanoTime() + A_WHILE.toNanos();
        List<String> more = look.call().moreThan(before);
        while (!more.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(200);
            more = look.call().moreThan(before);
        }
        return more.stream().map(line -> where + ": " + line).toList();
    }

    private void report(String runtime, CountingClient client) throws IOException {
        List<Long> sorted = gaps.stream().sorted().toList();
        String line =
                "%s: %d moves, %d counts acknowledged and there, 1 connection; longest gap of a move: median %d ms, max %d ms"
                        .formatted(
                                runtime,
                                gaps.size(),
                                client.acknowledged(),
                                sorted.get(sorted.size() / 2),
                                sorted.get(sorted.size() - 1));
        System.out.println(line);
        Files.writeString(
                Path.of("target/back-and-forth-%s.txt".formatted(runtime)),
                "%s%ngaps in ms: %s%nalpha: %s%nbeta: %s%nJVM: %s%n"
                        .formatted(
                                line,
                                gaps,
                                Census.ofHost(machines, "alpha").summary(),
                                Census.ofHost(machines, "beta").summary(),
                                Census.ofJvm().summary()));
    }

    private Secret key() {
        try {
            return new Secret.PrivateKey(Files.readAllBytes(machines.loginKey()), new char[0]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Thresholds;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Load;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BalancingTest {
    private static final long GIB = 1L << 30;

    private final List<Host> hosts = new ArrayList<>();
    private final List<Workload> workloads = new ArrayList<>();
    private final Map<String, Load> loads = new HashMap<>();
    private final Map<String, Need> needs = new HashMap<>();
    private final Map<String, Room> rooms = new HashMap<>();
    private Thresholds thresholds = Thresholds.DEFAULT;
    private Set<String> closed = Set.of();

    @Test
    void relievesABusyHostWithOneMove() {
        host("aix1", 85, 40, Map.of("billing", 40, "orders", 25, "report", 15));
        host("aix2", 20, 40, Map.of());

        assertThat(moves()).containsExactly("billing: aix1 → aix2");
    }

    @Test
    void movesNothingWhileNobodyHasTooMuch() {
        host("aix1", 55, 40, Map.of("billing", 40));
        host("aix2", 50, 40, Map.of());

        assertThat(moves()).isEmpty();
    }

    @Test
    void movesNothingWhereThatGainsTooLittle() {
        host("aix1", 85, 40, Map.of("billing", 4));
        host("aix2", 74, 40, Map.of());

        assertThat(moves()).isEmpty();
        thresholds = new Thresholds(80, 90, Duration.ofMinutes(10), 5);
        assertThat(moves()).containsExactly("billing: aix1 → aix2");
    }

    @Test
    void movesNothingThatWouldOnlyMoveTheTrouble() {
        host("aix1", 95, 40, Map.of("billing", 70));
        host("aix2", 30, 40, Map.of());

        assertThat(moves()).isEmpty();
    }

    @Test
    void relievesWhatIsShortOfMemory() {
        host("aix1", 30, 95, Map.of("billing", 5, "orders", 5));
        host("aix2", 30, 20, Map.of());

        assertThat(moves()).containsExactly("billing: aix1 → aix2");
    }

    @Test
    void goesOnUntilEverythingIsWithinItsThreshold() {
        host("aix1", 98, 40, Map.of("a", 10, "b", 10, "c", 10));
        host("aix2", 10, 10, Map.of());
        host("aix3", 12, 10, Map.of());

        assertThat(moves()).hasSize(2);
    }

    @Test
    void prefersWhatTheOwnerRanksHigher() {
        host("aix1", 85, 40, Map.of("billing", 30));
        host("aix2", 10, 40, Map.of());
        host("aix3", 20, 40, Map.of(), "rank-high");
        host("aix4", 5, 40, Map.of(), "rank-low");

        assertThat(moves()).containsExactly("billing: aix1 → aix3");
    }

    @Test
    void relievesTheNextBusyHostWhereTheBusiestCannotBeRelieved() {
        host("aix1", 95, 40, Map.of("billing", 75));
        host("aix2", 90, 40, Map.of("orders", 30));
        host("aix3", 10, 40, Map.of());

        assertThat(moves()).containsExactly("orders: aix2 → aix3");
    }

    @Test
    void relievesTwoBusyHostsBesideTwoIdleOnes() {
        host("aix1", 85, 40, Map.of("billing", 30));
        host("aix2", 85, 40, Map.of("orders", 30));
        host("aix3", 20, 40, Map.of());
        host("aix4", 20, 40, Map.of());

        assertThat(moves()).containsExactlyInAnyOrder("billing: aix1 → aix3", "orders: aix2 → aix4");
    }

    @Test
    void choosesAnotherTargetWhereTheFirstHasAMemberOfTheGroup() {
        host("aix1", 85, 40, Map.of("billing", 30));
        host("aix2", 10, 40, Map.of("standby", 5));
        host("aix3", 20, 40, Map.of());
        workloads.replaceAll(each -> workload(each, "pair", each.probes()));

        assertThat(moves()).containsExactly("billing: aix1 → aix3");
    }

    @Test
    void choosesAnotherTargetWhereTheFirstHasToKeepItsMemory() {
        host("aix1", 85, 40, Map.of("billing", 30));
        host("aix2", 10, 40, Map.of());
        host("aix3", 20, 40, Map.of());
        hosts.replaceAll(each -> each.name().equals("aix2") ? reserving(each, 50 * GIB) : each);

        assertThat(moves()).containsExactly("billing: aix1 → aix3");
    }

    @Test
    void leavesWhatHasNoProbeWhereItIs() {
        host("aix1", 85, 40, Map.of("billing", 40, "orders", 25));
        host("aix2", 20, 40, Map.of());
        workloads.replaceAll(each -> each.name().equals("billing") ? workload(each, "", List.of()) : each);

        assertThat(moves()).containsExactly("orders: aix1 → aix2");
    }

    private static Workload workload(Workload like, String group, List<ProbeSpec> probes) {
        return new Workload(
                like.name(),
                like.driver(),
                like.host(),
                Map.of(),
                0,
                List.of(),
                group,
                probes,
                List.of(),
                like.policy());
    }

    private static Host reserving(Host like, long bytes) {
        return new Host(
                like.name(),
                like.address(),
                22,
                like.login(),
                like.hostKeys(),
                "",
                like.labels(),
                new Limits(1, 1, bytes),
                Transfer.DEFAULT,
                Host.STATE_DIR,
                Host.IMAGE_DIR,
                List.of());
    }

    @Test
    void leavesOutWhatItsOwnerDoesNotLetFreezeForSoLong() {
        host("aix1", 85, 40, Map.of("billing", 40, "orders", 25));
        host("aix2", 20, 40, Map.of());
        workloads.replaceAll(each -> each.name().equals("billing")
                ? new Workload(
                        each.name(),
                        each.driver(),
                        each.host(),
                        Map.of(),
                        0,
                        List.of(),
                        "",
                        each.probes(),
                        List.of(),
                        new Policy(Duration.ofSeconds(1), Duration.ofMinutes(15), Policy.AcceptLoss.ASK, false))
                : each);

        assertThat(moves()).containsExactly("orders: aix1 → aix2");
    }

    @Test
    void knowsThatAPercentOfALargeHostIsMore() {
        host("aix1", 90, 40, Map.of("billing", 30));
        host("aix2", 20, 40, Map.of());
        loads.put("aix2", new Load(1, 20, Map.of()));

        assertThat(moves())
                .as("30 % of four processors do not fit beside 20 % of one")
                .isEmpty();
    }

    @Test
    void leavesOutWhatIsClosedOrDoesNotAnswer() {
        host("aix1", 90, 40, Map.of("billing", 30));
        host("aix2", 10, 40, Map.of());
        host("aix3", 20, 40, Map.of());
        closed = Set.of("aix2");
        rooms.put("aix3", Room.unfit("does not answer"));

        assertThat(moves()).isEmpty();
    }

    @Test
    void makesTheSamePlanOfTheSameReadings() {
        host("aix1", 90, 40, Map.of("b", 30, "a", 30));
        host("aix2", 20, 40, Map.of());
        host("aix3", 20, 40, Map.of());

        Plan first = plan();
        java.util.Collections.reverse(hosts);
        java.util.Collections.reverse(workloads);

        assertThat(plan().digest()).isEqualTo(first.digest());
        assertThat(moves()).containsExactly("a: aix1 → aix2");
    }

    @Test
    void refusesHostsThatAreNotThere() {
        host("aix1", 90, 40, Map.of());

        assertThatThrownBy(this::plan).isInstanceOf(RelocationException.class).hasMessageContaining("aix2");
        assertThatThrownBy(() -> new Goal.Balance(List.of("aix1"), Thresholds.DEFAULT))
                .hasMessage("balance needs at least two hosts, these are [aix1]");
        assertThatThrownBy(() -> new Goal.Balance(List.of("aix1", "aix1"), Thresholds.DEFAULT))
                .hasMessage("balance names a host twice: aix1, aix1");
    }

    @Test
    void refusesThresholdsThatMakeNoSense() {
        assertThatThrownBy(() -> Thresholds.of(0, 90, 10, 10)).hasMessage("cpu 0 is not between 1 and 100 percent");
        assertThatThrownBy(() -> Thresholds.of(80, 101, 10, 10))
                .hasMessage("memory 101 is not between 1 and 100 percent");
        assertThatThrownBy(() -> Thresholds.of(80, 90, 0, 10)).hasMessage("minutes 0 is not between 1 and 60");
        assertThatThrownBy(() -> Thresholds.of(80, 90, 10, -3)).hasMessage("gain -3 is not between 1 and 100 percent");
    }

    private void host(String name, int cpu, int memory, Map<String, Integer> shares, String... labels) {
        hosts.add(new Host(
                name,
                name,
                22,
                new Login("root", "key", Login.Become.NONE),
                List.of("ssh-ed25519 AAAA"),
                "",
                List.of(labels),
                Limits.DEFAULT,
                Transfer.DEFAULT,
                Host.STATE_DIR,
                Host.IMAGE_DIR,
                List.of()));
        loads.put(name, new Load(4, cpu, shares));
        rooms.put(name, new Room(100 * GIB, (100 - memory) * GIB, false, ""));
        shares.keySet().forEach(workload -> {
            workloads.add(new Workload(
                    workload,
                    "wpar",
                    name,
                    Map.of(),
                    0,
                    List.of(),
                    "",
                    List.of(new ProbeSpec.ProcessState(Timing.DEFAULT)),
                    List.of(),
                    new Policy(Duration.ofHours(1), Duration.ofMinutes(15), Policy.AcceptLoss.ASK, false)));
            needs.put(workload, new Need(12 * GIB, 12 * GIB, true));
        });
    }

    private List<String> moves() {
        return plan().moves().stream().map(Move::describe).toList();
    }

    private Plan plan() {
        List<String> domain =
                new ArrayList<>(hosts.stream().map(Host::name).sorted().toList());
        if (domain.size() == 1) {
            domain.add("aix2");
        }
        Inventory inventory = new Inventory(List.copyOf(hosts), List.copyOf(workloads), List.of(), 4);
        return new GreedyPlanner()
                .plan(PlanRequest.of(inventory, new Goal.Balance(domain, thresholds), needs, rooms)
                        .withLoads(loads)
                        .withClosed(closed));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static io.jenkins.plugins.relocation.planner.Planned.infeasible;
import static io.jenkins.plugins.relocation.planner.Planned.plan;
import static io.jenkins.plugins.relocation.planner.Planned.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GreedyPlannerRefusalTest {
    @Test
    void keepsRoomForTheImageWhereImagesAreInMemory() {
        Samples samples = new Samples().host("a", 0).host("b", 150).workload("x", "a", 100);

        Plan onDisk = plan(samples.evacuate("a"));
        RelocationException inMemory = infeasible(
                samples.room("b", Room.of(150 * Samples.MIB, 150 * Samples.MIB)).evacuate("a"));

        assertThat(onDisk.moves()).hasSize(1);
        assertThat(inMemory).hasMessageContaining("100 MiB needed and 100 MiB for images on their way, 150 MiB left");
    }

    @Test
    void keepsTheMemoryThatTheOwnerAsksFor() {
        Workload declared = new Workload(
                "x",
                "process",
                "a",
                Map.of(),
                500 * Samples.MIB,
                List.of(),
                "",
                List.of(new ProbeSpec.ProcessState(Timing.DEFAULT)),
                List.of(),
                Policy.DEFAULT);
        Samples samples = new Samples()
                .host("a", 0)
                .host("b", 400)
                .workload(declared, new Need(10 * Samples.MIB, 10 * Samples.MIB, true));

        assertThat(infeasible(samples.evacuate("a"))).hasMessageContaining("500 MiB needed, 400 MiB left");
    }

    @Test
    void namesWhatExcludesEachHost() {
        PlanRequest request = new Samples()
                .host("a", 9000)
                .host("b", 250)
                .host("c", 9000)
                .host("d", 9000, "ssd")
                .host("e", 9000, "ssd")
                .host("f", 0, "ssd")
                .noRoom("f")
                .host("g", 0, "ssd")
                .room("g", Room.unfit("has no CRIU"))
                .grouped("redis-2", "d", 1, "caches")
                .workload("redis-1", "a", 300, "caches", List.of("ssd"), Map.of())
                .workload("small", "a", 200)
                .evacuate("a")
                .withClosed(Set.of("e"));

        RelocationException refused = infeasible(request);

        assertThat(refused.getMessage().lines())
                .containsExactly(
                        "no plan: 1 of 2 workloads have no place",
                        "workload redis-1 on a:",
                        "  host a: is to be emptied by this plan",
                        "  host b: lacks label ssd; too little memory: 300 MiB needed, 50 MiB left (250 MiB available,"
                                + " 0 B reserve, 200 MiB for small of this plan)",
                        "  host c: lacks label ssd",
                        "  host d: group caches: redis-2 is there",
                        "  host e: was emptied by an earlier run and is closed",
                        "  host f: its memory is not known: it was not looked at, or did not answer",
                        "  host g: has no CRIU");
    }

    @Test
    void refusesWorkloadsThatCannotBePlannedAllAtOnce() {
        Workload silent = new Workload(
                "silent", "process", "a", Map.of(), 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .workload(silent, new Need(1, 1, true))
                .workload("lost", "a", 1)
                .noNeed("lost")
                .evacuate("a");

        RelocationException refused = infeasible(request);

        assertThat(refused)
                .hasMessageContaining("workload silent on a has no probe")
                .hasMessageContaining("workload lost was not found on a");
    }

    @Test
    void doesNotMindAWorkloadWithoutAProbeThatStays() {
        Workload silent = new Workload(
                "silent", "process", "b", Map.of(), 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .workload(silent, new Need(1, 1, true))
                .workload("x", "a", 1)
                .evacuate("a");

        assertThat(plan(request).moves()).hasSize(1);
    }

    @Test
    void refusesNamesThatTheInventoryDoesNotHave() {
        Samples samples = new Samples().host("web-1", 0).host("web-2", 10).workload("redis", "web-1", 1);

        RelocationException host = refused(samples.evacuate("web1"));
        RelocationException workload = refused(samples.moves(Map.of("$(reboot)\n", "web-2", "redos", "web-2")));

        assertThat(host.code()).isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(host).hasMessage("host \"web1\" is not in the inventory (did you mean web-1?)");
        assertThat(workload.getMessage().lines())
                .containsExactly(
                        "workload \"$(reboot)\\u000a\" is not in the inventory",
                        "workload \"redos\" is not in the inventory (did you mean redis?)");
    }

    @Test
    void refusesNamedTargetsThatAreClosedOrLackALabel() {
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 1000)
                .host("c", 1000)
                .workload("x", "a", 10)
                .workload("y", "a", 10, "ssd")
                .moves(Map.of("x", "b", "y", "c"))
                .withClosed(Set.of("b"));

        RelocationException refused = infeasible(request);

        assertThat(refused)
                .hasMessageContaining("workload x from a to b: host b: was emptied by an earlier run and is closed")
                .hasMessageContaining("workload y from a to c: host c: lacks label ssd");
    }

    @Test
    void refusesAFreezeThatItsOwnerDoesNotAllow() {
        Samples samples = new Samples().host("a", 0).host("b", 99_000);
        samples.workload("huge", "a", 20_000).workload("tiny", "a", 1);

        assertThatThrownBy(() -> plan(samples.evacuate("a")))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INFEASIBLE))
                .hasMessageContaining("workload huge from a to b: it would be frozen for 3 min 2 s")
                .hasMessageContaining("its freezeBudget is 1 min; raise policy.freezeBudget")
                .hasMessageNotContaining("tiny");
    }

    @Test
    void doesNotOverflowOnAbsurdSizes() {
        Workload x = new Samples()
                .host("a", 0)
                .workload("x", "a", 1)
                .inventory()
                .workloads()
                .get(0);
        PlanRequest request = new Samples()
                .host("a", 0)
                .host("b", 100)
                .room("b", Room.of(Long.MAX_VALUE, Long.MAX_VALUE))
                .workload(x, new Need(Long.MAX_VALUE, Long.MAX_VALUE, true))
                .evacuate("a");

        assertThat(infeasible(request)).hasMessageContaining("too little memory");
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Workload;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    @Test
    void tellsEverythingThatIsApproved() {
        Plan plan = PlanFileTest.full();

        assertThat(PlanText.render(plan))
                .isEqualTo(
                        """
                        Plan %s: evacuate a
                          digest %s
                          2 moves in 2 waves, about 1 MiB to transfer

                        Wave 1: 1 move at the same time
                          x  a → b  1 MiB, frozen for 259 ms (up to 518 ms; estimate: no earlier moves)

                        Wave 2: 1 move at the same time
                          hostile  a → b  1000 B, frozen for 250 ms (up to 500 ms; estimate: no earlier moves)

                        Held source until commit: x
                        NO held source, cannot be undone once started: hostile
                        Restore point beforehand: hostile
                        May go back to the held source although that loses what happened since: hostile

                        Memory travels:
                          encrypted, ssh aes128-gcm: hostile, x

                        Rests on:
                          criu.version on b >= 4.2

                        Closed to new placements: a
                        Empty of declared workloads afterwards: a
                        """
                                .formatted(plan.id(), plan.digest()));
    }

    @Test
    void saysWhenNothingHasToMove() {
        Plan plan = new GreedyPlanner().plan(new Samples().host("a", 0).evacuate("a"));

        assertThat(PlanText.render(plan)).contains("nothing has to move: the goal is reached already");
    }

    @Test
    void saysWhichFreezeMayBeLongerThanItsOwnerWants() {
        Plan plan = new GreedyPlanner()
                .plan(new Samples()
                        .host("a", 0)
                        .host("b", 99_000)
                        .workload("huge", "a", 5_000)
                        .workload("tiny", "a", 1)
                        .evacuate("a"));

        assertThat(PlanText.render(plan).lines())
                .contains(
                        "  huge  a → b  4.9 GiB, frozen for 45.7 s (up to 1 min 31 s; estimate: no earlier moves): may be"
                                + " longer than its budget of 1 min")
                .contains("  tiny  a → b  1 MiB, frozen for 259 ms (up to 518 ms; estimate: no earlier moves)");
    }

    @Test
    void doesNotCallHostsEmptyThatTheGoalDoesNotEmpty() {
        Samples samples = new Samples().host("a", 0).host("b", 100).workload("x", "a", 1);

        String text = PlanText.render(new GreedyPlanner().plan(samples.moves(Map.of("x", "b"))));

        assertThat(text).doesNotContain("Empty of").endsWith("  encrypted, ssh aes128-gcm: x\n");
        assertThat(samples.inventory().workloads()).extracting(Workload::host).containsExactly("a");
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Branches of parallel. */
final class ParallelBranchesTest extends OnStage {
    @Test
    void runsBranchesAtTheSameTime() {
        CyclicBarrier both = new CyclicBarrier(2);
        stage.steps.relocating = caller -> meet(both);

        RehearsalResult result = stage.run(
                """
                parallel one: { relocate plan: 'p', wave: 1 }, two: { relocate plan: 'p', wave: 2; echo 'hello' }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.steps.calls).containsExactlyInAnyOrder("relocate p wave 1", "relocate p wave 2");
        assertThat(stage.said()).contains("[two] hello");
    }

    @Test
    void letsBranchesShareVariables() {
        RehearsalResult result = stage.run(
                """
                def counts = [:]
                def branches = [:]
                for (int i = 0; i < 8; i++) {
                    def name = "b${i}".toString()
                    branches[name] = { for (int j = 0; j < 200; j++) { counts[j] = (counts[j] ?: 0) + 1; if (j % 50 == 0) sleep 0 } }
                }
                parallel branches
                echo "${counts.values().toSet()} ${counts.size()}"
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).startsWith("[8] 200");
    }

    @Test
    void collectsResultsOfBranches() {
        stage.run("def r = parallel(a: { sh2() }, b: { 'B' })\necho \"${r}\"\ndef sh2() { 'A' }");

        assertThat(stage.said()).isEqualTo(List.of("[a:A, b:B]"));
    }

    @Test
    void failFastEndsTheOtherBranches() {
        long began = System.nanoTime();

        RehearsalResult result = stage.run(
                """
                parallel failFast: true,
                    slow: { try { sleep 30 } finally { echo 'slow ended' } },
                    bad: {
                        error 'boom'
                    }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.error().orElseThrow().describe()).isEqualTo("Jenkinsfile:4: boom");
        assertThat(stage.said()).contains("[slow] slow ended");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void otherBranchesGoOnWithoutFailFast() {
        RehearsalResult result = stage.run(
                """
                parallel bad: { error 'boom' }, slow: { sleep time: 300, unit: 'MILLISECONDS'; echo 'slow is done' }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(stage.said()).contains("[slow] slow is done");
    }

    private static void meet(CyclicBarrier both) {
        try {
            both.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the branches do not run at the same time", e);
        }
    }
}

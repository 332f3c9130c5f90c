// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A rehearsal that a timeout, its limit or its caller ends. */
final class EndedEarlyTest extends OnStage {
    @Test
    void retriesTimeoutInsideButNotOutside() {
        RehearsalResult inside = stage.run(
                """
                int n = 0
                retry(2) {
                    timeout(time: 50, unit: 'MILLISECONDS') { if (++n == 1) { sleep 30 } }
                }
                echo "tries ${n}"
                """);
        RehearsalResult outside = stage.run(
                """
                int n = 0
                try {
                    timeout(time: 50, unit: 'MILLISECONDS') { retry(5) { n++; sleep 30 } }
                } finally {
                    echo "attempts ${n}"
                }
                """);

        assertThat(inside.error()).isEmpty();
        assertThat(outside.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(stage.said()).contains("tries 2", "attempts 1");
    }

    @Test
    void endsAtItsLimit() {
        stage.options = stage.options.within(Duration.ofMillis(200));

        RehearsalResult result = stage.run("echo 'begin'\nwhile (true) { sleep 1 }");

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.error().orElseThrow().describe())
                .isEqualTo("Jenkinsfile:2: the rehearsal took longer than its limit of PT0.2S");
    }

    @Test
    void endsWhenTheCallerIsToldToStop() {
        stage.steps.relocating = caller -> stage.stop.stop("ctrl-c");

        RehearsalResult result = stage.run("relocate plan: 'p'\nsleep 30");

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.error().orElseThrow().message()).isEqualTo("stopped: ctrl-c");
    }

    @Test
    void cleansUpAfterItWasToldToEnd() {
        RehearsalResult result = stage.run(
                """
                timeout(time: 100, unit: 'MILLISECONDS') {
                    try {
                        sleep 30
                    } catch (Exception e) {
                        echo "told: ${e.message}"
                        sleep time: 50, unit: 'MILLISECONDS'
                        rollback plan: 'p-1'
                        throw e
                    } finally {
                        for (x in [1, 2]) { echo "finally ${x}" }
                    }
                }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(stage.said())
                .containsExactly("told: timeout: it took longer than 100 MILLISECONDS", "finally 1", "finally 2");
        assertThat(stage.steps.calls).containsExactly("rollback p-1");
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a rehearsal ended.
 *
 * @param result result of the build
 * @param displayName name that the script gave to the build, "#1" by default
 * @param error what ended it; empty: it came to its end
 * @param took how long the build would have taken: what was only shown takes no time
 * @param stages all stages in the order in which they began
 * @param report what else happened
 */
public record RehearsalResult(
        BuildResult result,
        String displayName,
        Optional<ScriptError> error,
        Duration took,
        List<StageTiming> stages,
        RehearsalReport report) {
    public RehearsalResult {
        requireNonNull(result, "result is null");
        requireNonNull(displayName, "displayName is null");
        requireNonNull(error, "error is null");
        requireNonNull(took, "took is null");
        stages = List.copyOf(requireNonNull(stages, "stages is null"));
        requireNonNull(report, "report is null");
    }
}

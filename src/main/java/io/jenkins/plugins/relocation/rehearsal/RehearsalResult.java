// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * How a rehearsal ended.
 *
 * @param result result of the build
 * @param displayName name that the script gave to the build, "#1" by default
 * @param error what ended it; empty: it came to its end
 * @param stages all stages in the order in which they began
 */
public record RehearsalResult(
        BuildResult result, String displayName, Optional<ScriptError> error, List<StageTiming> stages) {
    public RehearsalResult {
        requireNonNull(result, "result is null");
        requireNonNull(displayName, "displayName is null");
        requireNonNull(error, "error is null");
        stages = List.copyOf(requireNonNull(stages, "stages is null"));
    }
}

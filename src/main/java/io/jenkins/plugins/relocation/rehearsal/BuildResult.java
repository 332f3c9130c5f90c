// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Arrays;
import java.util.Optional;

/** Result of a build or a stage, from best to worst, with Jenkins's names. */
public enum BuildResult {
    SUCCESS,
    UNSTABLE,
    FAILURE,
    NOT_BUILT,
    ABORTED;

    /** Whether this is worse than the other. */
    public boolean isWorseThan(BuildResult other) {
        return compareTo(other) > 0;
    }

    /** The worse of the two. */
    public BuildResult worst(BuildResult other) {
        return isWorseThan(other) ? this : other;
    }

    /** The result with that name, whatever its case; empty: there is none. */
    static Optional<BuildResult> named(String text) {
        return Arrays.stream(values())
                .filter(result -> result.name().equalsIgnoreCase(text))
                .findFirst();
    }

    /** The result that an error gives to what it ended. */
    static BuildResult of(Throwable error) {
        return error instanceof Interruption interruption ? interruption.result() : FAILURE;
    }
}

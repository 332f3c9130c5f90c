// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static java.util.Objects.requireNonNull;

/**
 * What all attempts of a probe came to.
 *
 * @param passed whether enough of them passed in a row
 * @param attempts how many were made, at least 1
 * @param lastSaw what the last one saw, for people
 */
public record Verdict(boolean passed, int attempts, String lastSaw) {
    public Verdict {
        if (attempts < 1) {
            throw new IllegalArgumentException("a verdict rests on at least one attempt, not on " + attempts);
        }
        requireNonNull(lastSaw, "lastSaw is null");
    }
}

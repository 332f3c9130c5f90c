// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Names;
import java.time.Duration;
import java.util.Set;

/**
 * What the janitor is asked for.
 *
 * @param runs runs that this controller may not know and that a person says nobody works on any more
 * @param retention how long images of ended runs are kept for somebody to look at; not negative
 */
public record JanitorRequest(Set<String> runs, Duration retention) {
    public JanitorRequest {
        runs = Set.copyOf(runs);
        runs.forEach(run -> Names.require("run", run));
        if (retention.isNegative()) {
            throw new IllegalArgumentException("retention %s must not be negative".formatted(retention));
        }
    }
}

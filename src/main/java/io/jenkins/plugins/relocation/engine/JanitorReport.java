// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.engine.JanitorFinding.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the janitor found, and what became of it.
 *
 * @param findings all that was found, host by host
 * @param silent why hosts could not be looked at, by name
 */
public record JanitorReport(List<JanitorFinding> findings, Map<String, String> silent) {
    public JanitorReport {
        findings = List.copyOf(findings);
        silent = Collections.unmodifiableMap(new TreeMap<>(silent));
    }

    /** What was to be removed and is still there. */
    public List<JanitorFinding> failed() {
        return findings.stream()
                .filter(finding -> finding.outcome() == Outcome.STILL_THERE)
                .toList();
    }
}

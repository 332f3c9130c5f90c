// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One result of a precheck.
 *
 * @param check id of the check, stable over releases: "criu.version"
 * @param workload the workload it is about; empty: the host as a whole
 * @param host the host that was looked at
 * @param verdict what came out
 * @param required whether anything but {@code PASS} stops the move
 * @param message what was seen
 * @param remedy what to do about it; empty for {@code PASS}
 */
public record Finding(
        String check, String workload, String host, Verdict verdict, boolean required, String message, String remedy) {
    /** Three values: what could not be found out is never a pass. */
    public enum Verdict {
        @JsonProperty("pass")
        PASS,
        @JsonProperty("fail")
        FAIL,
        @JsonProperty("unknown")
        UNKNOWN
    }

    public Finding {
        requireNonNull(check, "check is null");
        requireNonNull(workload, "workload is null");
        requireNonNull(host, "host is null");
        requireNonNull(verdict, "verdict is null");
        requireNonNull(message, "message is null");
        requireNonNull(remedy, "remedy is null");
    }

    /** Whether the move may not start because of this finding. */
    @JsonIgnore
    public boolean blocks() {
        return required && verdict != Verdict.PASS;
    }
}

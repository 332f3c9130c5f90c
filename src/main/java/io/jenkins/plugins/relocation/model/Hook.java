// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;

/**
 * A command of the application's owner at a fixed point of a move.
 *
 * @param when the point
 * @param argv command and arguments, run as they are, without a shell
 * @param deadline how long it may take, more than zero
 * @param onFailure what a failure means
 */
public record Hook(Point when, List<String> argv, Duration deadline, OnFailure onFailure) {
    /** When a hook runs, and where. */
    public enum Point {
        /** On the source, before the workload is frozen. */
        @JsonProperty("before-freeze")
        BEFORE_FREEZE,
        /** On the target, after the workload was resumed. */
        @JsonProperty("after-resume")
        AFTER_RESUME,
        /** On the target, after the source was given up. */
        @JsonProperty("after-commit")
        AFTER_COMMIT,
        /** On the source, after the workload was put back. */
        @JsonProperty("on-rollback")
        ON_ROLLBACK
    }

    /** What a hook's failure does to the move. After commit it can only warn. */
    public enum OnFailure {
        /** The move is undone. */
        @JsonProperty("fail")
        FAIL,
        /** The move goes on; the journal and the report say so. */
        @JsonProperty("warn")
        WARN
    }

    public Hook {
        requireNonNull(when, "when is null");
        argv = List.copyOf(requireNonNull(argv, "argv is null"));
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a hook needs a command");
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("a hook's deadline must be more than zero");
        }
        requireNonNull(onFailure, "onFailure is null");
        if (onFailure == OnFailure.FAIL && (when == Point.AFTER_COMMIT || when == Point.ON_ROLLBACK)) {
            throw new IllegalArgumentException(
                    "a hook at %s cannot undo anything: use onFailure: warn".formatted(when));
        }
    }
}

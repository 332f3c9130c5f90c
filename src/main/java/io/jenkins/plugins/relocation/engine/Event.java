// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

/** What takes a move from one phase to the next. */
public enum Event {
    PREPARED,
    CHECKPOINT_DONE,
    SOURCE_FROZEN,
    TARGET_STAGED,
    TARGET_RESUMED,
    PROBES_PASSED,
    COMMIT_DECIDED,
    SOURCE_GONE,
    ROLLBACK_DECIDED,
    PUT_BACK,
    RETURN_DECIDED,
    RETURNED,
    RETURN_ABANDONED,
    OUTCOME_UNKNOWN,
    TARGET_FOUND,
    RESOLVED_COMMITTED,
    RESOLVED_ROLLED_BACK,
    RETRY_DECIDED
}

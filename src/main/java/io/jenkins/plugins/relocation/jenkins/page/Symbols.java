// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.model.Phase;

/** Signs for phases: beside their text, and never instead of it. */
final class Symbols {
    private Symbols() {}

    /** A sign, one character. */
    static String of(Phase phase) {
        return switch (phase) {
            case PLANNED -> "○";
            case PRECHECKED, CHECKPOINTED -> "◔";
            case FROZEN -> "❄";
            case RESTORED -> "◑";
            case RESUMED -> "▶";
            case VERIFIED, COMMITTING -> "◕";
            case COMMITTED -> "✓";
            case ROLLING_BACK, RETURNING -> "↩";
            case ROLLED_BACK -> "↶";
            case NEEDS_OPERATOR -> "⚠";
        };
    }

    /** What bars of it look like: who runs the workload. */
    static String kind(Phase phase) {
        return switch (phase) {
            case PLANNED, PRECHECKED, CHECKPOINTED -> "source";
            case FROZEN, RESTORED -> "nobody";
            case RESUMED, VERIFIED, COMMITTING, COMMITTED -> "target";
            case ROLLING_BACK, RETURNING, ROLLED_BACK -> "back";
            case NEEDS_OPERATOR -> "operator";
        };
    }
}

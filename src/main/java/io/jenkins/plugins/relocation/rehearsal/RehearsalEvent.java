// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

/** Something that a rehearsal did, for views to write down. {@code branch} is empty outside of parallel branches. */
public sealed interface RehearsalEvent {
    /** A step begins. {@code detail} may be empty. */
    record StepStarted(String branch, int line, String step, String detail) implements RehearsalEvent {}

    /** The script, or a command it ran, wrote a line. */
    record Said(String branch, String text) implements RehearsalEvent {}

    /** The rehearsal does something else than Jenkins would, and says so. */
    record Noted(String branch, String text) implements RehearsalEvent {}

    /** An error was caught, or something needs attention although the script goes on. */
    record Warned(String branch, String text) implements RehearsalEvent {}

    /** A stage begins. */
    record StageStarted(String branch, int line, String name) implements RehearsalEvent {}

    /** A stage has ended, or was skipped. */
    record StageEnded(String branch, StageTiming stage) implements RehearsalEvent {}

    /** The rehearsal has ended. */
    record Finished(RehearsalResult result) implements RehearsalEvent {}
}

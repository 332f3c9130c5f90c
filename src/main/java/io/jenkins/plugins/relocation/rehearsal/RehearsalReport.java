// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What happened in a rehearsal, beside its stages.
 *
 * @param commands commands of the script in the order in which they came
 * @param waits what was waited for, in the order in which the waits ended
 * @param freezes what was frozen, or would have been
 * @param credentials ids of the credentials that the script asks for
 * @param notices what is worth knowing before the real build, each once
 */
public record RehearsalReport(
        List<Command> commands,
        List<Wait> waits,
        List<Freeze> freezes,
        List<String> credentials,
        List<Notice> notices) {
    /** Nothing happened. */
    public static final RehearsalReport EMPTY =
            new RehearsalReport(List.of(), List.of(), List.of(), List.of(), List.of());

    public RehearsalReport {
        commands = List.copyOf(requireNonNull(commands, "commands is null"));
        waits = List.copyOf(requireNonNull(waits, "waits is null"));
        freezes = List.copyOf(requireNonNull(freezes, "freezes is null"));
        credentials = List.copyOf(requireNonNull(credentials, "credentials is null"));
        notices = List.copyOf(requireNonNull(notices, "notices is null"));
    }

    /** What became of a command. */
    public enum Outcome {
        /** It was shown only. */
        NOT_RUN,
        /** The answers said what it does. */
        ANSWERED,
        /** It was run on this machine. */
        RUN
    }

    /**
     * A command of {@code sh}, {@code bat} or {@code powershell}.
     *
     * @param line line of the Jenkinsfile
     * @param stage names of the stages around it; empty: none
     * @param command the command, with secrets masked
     * @param outcome what became of it
     * @param status its exit status
     */
    public record Command(int line, String stage, String command, Outcome outcome, int status) {}

    /** What kind of thing was waited for. */
    public enum WaitKind {
        /** Somebody who agrees. */
        INPUT,
        /** Time that the script lets pass. */
        SLEEP,
        /** A lock that another branch held. */
        LOCK,
        /** A condition of {@code waitUntil}. */
        CONDITION
    }

    /**
     * Something that was waited for.
     *
     * @param line line of the Jenkinsfile
     * @param stage names of the stages around it; empty: none
     * @param kind what kind
     * @param what what it was, in words
     * @param took how long, in the time of the rehearsal
     * @param outcome how the wait ended, in words
     */
    public record Wait(int line, String stage, WaitKind kind, String what, Duration took, String outcome) {}

    /**
     * A workload that nobody runs for a moment.
     *
     * @param plan id of the plan
     * @param workload name of the workload
     * @param source host it leaves
     * @param target host it goes to
     * @param predicted how long the plan expects the freeze to be
     * @param predictedP90 nine of ten freezes are expected not to be longer
     * @param frozen how long it was; empty: it was not frozen
     * @param state what became of the move, in words
     */
    public record Freeze(
            String plan,
            String workload,
            String source,
            String target,
            Duration predicted,
            Duration predictedP90,
            Optional<Duration> frozen,
            String state) {}

    /**
     * Something worth knowing.
     *
     * @param line line of the Jenkinsfile; 0: of no line
     * @param text what it is
     */
    public record Notice(int line, String text) {}

    /** The longest freeze that the plans expect; zero: none. */
    public Duration longestPredicted() {
        return freezes.stream().map(Freeze::predicted).max(Duration::compareTo).orElse(Duration.ZERO);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How to rehearse.
 *
 * @param workspace directory that paths are relative to; empty: the Jenkinsfile's own
 * @param parameters values of build parameters by name; they win over those of the answers
 * @param answers what commands and people say
 * @param allowShell whether {@code sh} really runs commands on this machine
 * @param yes whether every {@code input} that has no other answer is agreed to
 * @param terminal who is asked about an {@code input} otherwise
 * @param limit how long the script may take at most; {@code post} sections then get up to ten minutes more
 * @param previous result of the build before, for {@code changed}, {@code fixed} and {@code regression}
 */
public record RehearsalOptions(
        Optional<Path> workspace,
        Map<String, String> parameters,
        Answers answers,
        boolean allowShell,
        boolean yes,
        Optional<Prompt> terminal,
        Duration limit,
        Optional<BuildResult> previous) {
    /** How long a rehearsal may take when nothing else is said. */
    public static final Duration DEFAULT_LIMIT = Duration.ofHours(4);

    /** Commands are not run, inputs are not answered. */
    public static final RehearsalOptions DEFAULT = new RehearsalOptions(
            Optional.empty(), Map.of(), Answers.NONE, false, false, Optional.empty(), DEFAULT_LIMIT, Optional.empty());

    public RehearsalOptions {
        requireNonNull(workspace, "workspace is null");
        parameters = Map.copyOf(requireNonNull(parameters, "parameters is null"));
        requireNonNull(answers, "answers is null");
        requireNonNull(terminal, "terminal is null");
        requireNonNull(previous, "previous is null");
        if (requireNonNull(limit, "limit is null").isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit %s must be longer than nothing".formatted(limit));
        }
    }

    /** These options in another workspace. */
    public RehearsalOptions in(Path directory) {
        return new RehearsalOptions(
                Optional.of(directory), parameters, answers, allowShell, yes, terminal, limit, previous);
    }

    /** These options with these parameters only. */
    public RehearsalOptions with(Map<String, String> values) {
        return new RehearsalOptions(workspace, values, answers, allowShell, yes, terminal, limit, previous);
    }

    /** These options with other answers. */
    public RehearsalOptions with(Answers others) {
        return new RehearsalOptions(workspace, parameters, others, allowShell, yes, terminal, limit, previous);
    }

    /** These options, with commands really run. */
    public RehearsalOptions allowingShell() {
        return new RehearsalOptions(workspace, parameters, answers, true, yes, terminal, limit, previous);
    }

    /** These options, with every input agreed to that nothing else answers. */
    public RehearsalOptions agreeing() {
        return new RehearsalOptions(workspace, parameters, answers, allowShell, true, terminal, limit, previous);
    }

    /** These options, with inputs shown to somebody. */
    public RehearsalOptions asking(Prompt prompt) {
        return new RehearsalOptions(
                workspace, parameters, answers, allowShell, yes, Optional.of(prompt), limit, previous);
    }

    /** These options with another limit. */
    public RehearsalOptions within(Duration other) {
        return new RehearsalOptions(workspace, parameters, answers, allowShell, yes, terminal, other, previous);
    }

    /** These options after a build with that result. */
    public RehearsalOptions after(BuildResult result) {
        return new RehearsalOptions(
                workspace, parameters, answers, allowShell, yes, terminal, limit, Optional.of(result));
    }
}

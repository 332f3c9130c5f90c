// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to rehearse.
 *
 * @param workspace directory that paths are relative to; empty: the Jenkinsfile's own
 * @param parameters values of build parameters by name; they win over those of the answers
 * @param answers what commands and people say
 * @param allowShell whether {@code sh} really runs commands on this machine; all waiting is real then
 * @param yes whether every {@code input} that has no other answer is agreed to
 * @param terminal who is asked about an {@code input} otherwise
 * @param limit how long the script may take at most; {@code post} sections then get up to ten minutes more
 * @param previous result of the build before, for {@code changed}, {@code fixed} and {@code regression}
 * @param scene what Jenkins would have around the script
 * @param drill what is done on purpose
 */
public record RehearsalOptions(
        Optional<Path> workspace,
        Map<String, String> parameters,
        Answers answers,
        boolean allowShell,
        boolean yes,
        Optional<Prompt> terminal,
        Duration limit,
        Optional<BuildResult> previous,
        Scene scene,
        Drill drill) {
    /** How long a rehearsal may take when nothing else is said. */
    public static final Duration DEFAULT_LIMIT = Duration.ofHours(12);

    /** Commands are not run, inputs are not answered. */
    public static final RehearsalOptions DEFAULT = new RehearsalOptions(
            Optional.empty(),
            Map.of(),
            Answers.NONE,
            false,
            false,
            Optional.empty(),
            DEFAULT_LIMIT,
            Optional.empty(),
            Scene.DEFAULT,
            Drill.NONE);

    /**
     * What Jenkins would have around the script.
     *
     * @param libraries folders of shared libraries, each with {@code vars}, {@code src} or {@code resources}
     * @param environment variables that Jenkins would set, such as BRANCH_NAME
     * @param cause name of the class of the cause of the build, as {@code triggeredBy} takes it
     */
    public record Scene(List<Path> libraries, Map<String, String> environment, String cause) {
        /** Somebody started the build, and there are no libraries. */
        public static final Scene DEFAULT = new Scene(List.of(), Map.of(), "UserIdCause");

        public Scene {
            libraries = List.copyOf(requireNonNull(libraries, "libraries is null"));
            environment = Map.copyOf(requireNonNull(environment, "environment is null"));
            if (requireNonNull(cause, "cause is null").isBlank()) {
                throw new IllegalArgumentException("a build has a cause, such as UserIdCause");
            }
        }
    }

    public RehearsalOptions {
        requireNonNull(workspace, "workspace is null");
        parameters = Map.copyOf(requireNonNull(parameters, "parameters is null"));
        requireNonNull(answers, "answers is null");
        requireNonNull(terminal, "terminal is null");
        requireNonNull(previous, "previous is null");
        requireNonNull(scene, "scene is null");
        requireNonNull(drill, "drill is null");
        if (requireNonNull(limit, "limit is null").isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit %s must be longer than nothing".formatted(limit));
        }
    }

    /** These options in another workspace. */
    public RehearsalOptions in(Path directory) {
        return new RehearsalOptions(
                Optional.of(directory), parameters, answers, allowShell, yes, terminal, limit, previous, scene, drill);
    }

    /** These options with these parameters only. */
    public RehearsalOptions with(Map<String, String> values) {
        return new RehearsalOptions(
                workspace, values, answers, allowShell, yes, terminal, limit, previous, scene, drill);
    }

    /** These options with other answers. */
    public RehearsalOptions with(Answers others) {
        return new RehearsalOptions(
                workspace, parameters, others, allowShell, yes, terminal, limit, previous, scene, drill);
    }

    /** These options in another scene. */
    public RehearsalOptions with(Scene other) {
        return new RehearsalOptions(
                workspace, parameters, answers, allowShell, yes, terminal, limit, previous, other, drill);
    }

    /** These options with another drill. */
    public RehearsalOptions with(Drill other) {
        return new RehearsalOptions(
                workspace, parameters, answers, allowShell, yes, terminal, limit, previous, scene, other);
    }

    /** These options, with commands really run. */
    public RehearsalOptions allowingShell() {
        return new RehearsalOptions(workspace, parameters, answers, true, yes, terminal, limit, previous, scene, drill);
    }

    /** These options, with every input agreed to that nothing else answers. */
    public RehearsalOptions agreeing() {
        return new RehearsalOptions(
                workspace, parameters, answers, allowShell, true, terminal, limit, previous, scene, drill);
    }

    /** These options, with inputs shown to somebody. */
    public RehearsalOptions asking(Prompt prompt) {
        return new RehearsalOptions(
                workspace, parameters, answers, allowShell, yes, Optional.of(prompt), limit, previous, scene, drill);
    }

    /** These options with another limit. */
    public RehearsalOptions within(Duration other) {
        return new RehearsalOptions(
                workspace, parameters, answers, allowShell, yes, terminal, other, previous, scene, drill);
    }

    /** These options after a build with that result. */
    public RehearsalOptions after(BuildResult result) {
        return new RehearsalOptions(
                workspace, parameters, answers, allowShell, yes, terminal, limit, Optional.of(result), scene, drill);
    }
}

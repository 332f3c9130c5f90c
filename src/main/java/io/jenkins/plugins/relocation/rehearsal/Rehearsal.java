// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.model.FileErrors;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Runs Jenkinsfiles, declarative and scripted, without Jenkins: with the relocation steps on the engine, and with what else
 * a maintenance needs imitated. Offers no sandbox: the script can do what this process can do.
 */
public final class Rehearsal {
    private final Steps steps;
    private final RehearsalListener listener;

    /**
     * Makes rehearsals.
     *
     * @param steps the engine that the relocation steps work on
     * @param listener hears what the script does
     */
    public Rehearsal(Steps steps, RehearsalListener listener) {
        this.steps = requireNonNull(steps, "steps is null");
        this.listener = requireNonNull(listener, "listener is null");
    }

    /**
     * Checks a whole Jenkinsfile and runs it when nothing is wrong with it. A script that fails is a result, not an
     * exception.
     *
     * @param caller who rehearses; told to stop, the script ends and its {@code post} sections run
     * @throws RefusedJenkinsfileException when there is something unknown or wrong in the file; nothing has run then
     * @throws RelocationException {@code BAD_INPUT} when the file cannot be read
     */
    public RehearsalResult run(Path jenkinsfile, RehearsalOptions options, Caller caller) {
        String file = jenkinsfile.getFileName().toString();
        String text = read(jenkinsfile);
        StepLibrary library = new StepLibrary();
        SharedLibrary shared = new SharedLibrary(options.scene().libraries());
        try (JenkinsfileCompiler compiler = new JenkinsfileCompiler(library, shared)) {
            Map<String, JenkinsfileScript> variables = compiler.variables();
            JenkinsfileScript script = compiler.compile(file, text);
            Path workspace =
                    options.workspace().orElseGet(() -> folder(jenkinsfile)).toAbsolutePath();
            Build.Engine engine =
                    new Build.Engine(options.drill().planOnly() ? new PlanOnlySteps(steps) : steps, caller);
            Build.Code code = new Build.Code(library, shared, compiler);
            try (Build build = new Build(job(file), workspace, options, engine, code, listener)) {
                build.share(variables);
                build.prepare(script);
                Optional<Throwable> error = outcome(build, script);
                RehearsalResult result = result(build, error.map(cause -> error(file, text, cause, build)));
                listener.on(new RehearsalEvent.Finished(result));
                return result;
            }
        }
    }

    private static Optional<Throwable> outcome(Build build, JenkinsfileScript script) {
        try {
            build.run(script::run);
            return Optional.empty();
        } catch (Throwable e) {
            build.currentBuild().worsen(BuildResult.of(e));
            return Optional.of(e);
        }
    }

    private static RehearsalResult result(Build build, Optional<ScriptError> error) {
        build.drills().unused().forEach(unused -> build.recorder().notice(0, unused));
        return new RehearsalResult(
                build.currentBuild().current(),
                build.currentBuild().getDisplayName(),
                error,
                Duration.ofMillis(build.currentBuild().getDuration()),
                build.stages().timings(),
                build.recorder().report());
    }

    private static ScriptError error(String file, String text, Throwable cause, Build build) {
        ScriptError error =
                new ErrorTranslator(file).translate(cause).in(text.lines().toList());
        return error.saying(build.output().mask(error.message()));
    }

    private static String read(Path jenkinsfile) {
        try {
            return Files.readString(jenkinsfile);
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "cannot read the Jenkinsfile %s: %s".formatted(jenkinsfile, FileErrors.reason(e)),
                    e);
        }
    }

    private static Path folder(Path jenkinsfile) {
        return requireNonNull(jenkinsfile.toAbsolutePath().getParent(), "a file has a folder");
    }

    private static String job(String file) {
        String name = file.replaceAll("\\.?Jenkinsfile$|\\.groovy$", "");
        return name.isEmpty() ? "rehearsal" : name;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.Closure;
import io.jenkins.plugins.relocation.rehearsal.Directive.Directives;
import java.util.Map;
import java.util.Optional;

/** Runs a declarative pipeline. */
final class DeclarativePipeline {
    /** What Jenkins calls the stage of the sections after all others. */
    private static final String POST = "Declarative: Post Actions";

    private final Build build;
    private final Settings settings;
    private final int line;
    private boolean postHasRun;

    DeclarativePipeline(Build build, int line) {
        this.build = build;
        this.line = line;
        this.settings = new Settings(build);
    }

    void run(Closure<?> body) {
        if (!build.firstPipeline()) {
            throw new StepFailure("only one pipeline { … } can run in a build, this is the second").at(line);
        }
        Directives root = Directives.in(body, build);
        settings.announce(root);
        root.one("libraries").ifPresent(this::libraries);
        root.one("parameters")
                .ifPresent(list -> Parameters.declare(list.children(build).all(), build));
        Optional<Throwable> error = attempt(root);
        if (!postHasRun) {
            error = post(root, error);
        }
        if (error.isPresent()) {
            throw Sneaky.rethrow(error.get());
        }
    }

    private Optional<Throwable> attempt(Directives root) {
        try {
            Frame onAgent = settings.agent(root, build.frame());
            build.within(
                    onAgent,
                    () -> build.within(
                            settings.environment(root, build.frame()),
                            () -> settings.wrapped(root.inside("options", build), () -> stagesAndPost(root))));
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    /** As in Jenkins, {@code retry} among the options runs {@code post} after each attempt. */
    private Object stagesAndPost(Directives root) {
        Optional<Throwable> error = Optional.empty();
        settings.tools(root);
        try {
            new Stages(build, root.inside("options", build)).inSequence(root.inside("stages", build));
        } catch (Throwable e) {
            error = Optional.of(e);
        }
        postHasRun = true;
        Optional<Throwable> after = post(root, error);
        if (after.isPresent()) {
            throw Sneaky.rethrow(after.get());
        }
        return null;
    }

    private Optional<Throwable> post(Directives root, Optional<Throwable> before) {
        Frame inside = build.frame().with(Map.of("STAGE_NAME", POST));
        return build.within(inside, () -> new PostConditions(build).run(root.inside("post", build), before));
    }

    private void libraries(Directive directive) {
        for (Directive each : directive.children(build).all()) {
            String name = String.valueOf(
                    each.arguments().positional().stream().findFirst().orElseThrow(() -> each.arguments()
                            .fail("lib needs the name of a shared library")));
            LibrarySteps.require(each.arguments(), name, build);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.Closure;
import io.jenkins.plugins.relocation.rehearsal.Directive.Directives;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Runs a declarative pipeline. */
final class DeclarativePipeline {
    private final Build build;

    DeclarativePipeline(Build build) {
        this.build = build;
    }

    void run(Closure<?> body) {
        Directives root = Directives.in(body, build);
        Settings settings = new Settings(build);
        settings.announce(root);
        root.one("parameters")
                .ifPresent(list -> Parameters.declare(list.children(build).all(), build));
        Optional<Throwable> error =
                build.within(settings.agent(root, build.frame()), () -> inEnvironment(root, settings));
        if (error.isPresent()) {
            throw Sneaky.rethrow(error.get());
        }
    }

    private Optional<Throwable> inEnvironment(Directives root, Settings settings) {
        Optional<Throwable> error = Optional.empty();
        Frame frame = build.frame();
        try {
            frame = settings.environment(root, frame);
            build.within(frame, () -> stages(root, settings));
        } catch (Throwable e) {
            build.worsen(e);
            error = Optional.of(e);
        }
        Optional<Throwable> before = error;
        Callable<Optional<Throwable>> post = () -> new PostConditions(build)
                .run(root.inside("post", build), build.currentBuild().current(), before);
        return build.within(frame, post);
    }

    private Object stages(Directives root, Settings settings) {
        Directives options = root.inside("options", build);
        Stages stages = new Stages(build, options);
        Directives list = root.inside("stages", build);
        return settings.wrapped(options, () -> stages.inSequence(list));
    }
}

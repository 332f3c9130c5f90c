// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.Directive.Directives;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A stage of a declarative pipeline, or a cell of a matrix, that is being run. */
final class OneStage {
    private final Build build;
    private final Stages stages;
    private final Settings settings;
    private final Directives parts;
    private final WhenConditions when;
    private boolean asked;

    OneStage(Build build, Stages stages, Directives parts) {
        this.build = build;
        this.stages = stages;
        this.settings = new Settings(build);
        this.parts = parts;
        this.when = new WhenConditions(build, parts.one("when"));
    }

    /** Options, input, agent, condition, environment, content, post: in the order of Jenkins. */
    Object run() {
        build.frame().cancellation().check();
        settings.announce(parts);
        if (skipped(when.says("beforeOptions"))) {
            return null;
        }
        return settings.wrapped(parts.inside("options", build), this::withInput);
    }

    private Object withInput() {
        if (skipped(when.says("beforeInput"))) {
            return null;
        }
        Map<String, String> answered = input();
        return build.within(build.frame().with(answered), this::onAgent);
    }

    private Object onAgent() {
        if (skipped(when.says("beforeAgent"))) {
            return null;
        }
        return build.within(settings.agent(parts, build.frame()), this::inEnvironment);
    }

    /**
     * As in Jenkins, conditions do not see the environment of their own stage; nor does {@code post} after parallel stages.
     */
    private Object inEnvironment() {
        if (skipped(true)) {
            return null;
        }
        if (parts.one("parallel").isPresent() || parts.one("matrix").isPresent()) {
            return withPost(() -> build.within(settings.environment(parts, build.frame()), this::body));
        }
        return build.within(settings.environment(parts, build.frame()), () -> {
            settings.tools(parts);
            return withPost(this::body);
        });
    }

    private Object body() {
        Optional<Directive> steps = parts.one("steps");
        if (steps.isPresent()) {
            return steps.get().body().call();
        }
        Optional<Directive> parallel = parts.one("parallel");
        if (parallel.isPresent()) {
            return stages.atOnce(stages.branches(parallel.get().children(build)), parts.says("failFast"));
        }
        Optional<Directive> matrix = parts.one("matrix");
        if (matrix.isPresent()) {
            Matrix cells = new Matrix(build, stages, matrix.get());
            return stages.atOnce(cells.branches(), parts.says("failFast"));
        }
        return stages.inSequence(parts.inside("stages", build));
    }

    /** Whether the stage is skipped, when its conditions are to be looked at now; they are looked at once. */
    private boolean skipped(boolean now) {
        if (!now || asked) {
            return false;
        }
        asked = true;
        if (when.met()) {
            return false;
        }
        build.frame().stage().ifPresent(stage -> stage.skip(WhenConditions.NOT_MET));
        stages.skipInside(parts, WhenConditions.NOT_MET);
        return true;
    }

    /** Values of the input's parameters become variables of the stage. */
    private Map<String, String> input() {
        Map<String, String> variables = new LinkedHashMap<>();
        parts.one("input").ifPresent(directive -> {
            Directives inside = directive.children(build);
            Map<String, Object> named = new LinkedHashMap<>();
            inside.all().stream()
                    .filter(part -> !part.name().equals("parameters"))
                    .forEach(part ->
                            named.put(part.name(), part.arguments().positional().get(0)));
            Arguments arguments = new Arguments(directive.line(), "input", named, List.of(), Optional.empty());
            InputSteps.answer(arguments, inside.inside("parameters", build).all(), build)
                    .forEach((name, value) -> variables.put(name, String.valueOf(value)));
        });
        return variables;
    }

    private Object withPost(Callable<Object> body) {
        Optional<Throwable> error = Optional.empty();
        try {
            build.within(build.frame(), body);
        } catch (Throwable e) {
            error = Optional.of(e);
        }
        Optional<Throwable> after = new PostConditions(build).run(parts.inside("post", build), error);
        if (after.isPresent()) {
            throw Sneaky.rethrow(after.get());
        }
        return null;
    }
}

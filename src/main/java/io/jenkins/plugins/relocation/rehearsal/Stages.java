// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.Directive.Directives;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Runs the stages of a declarative pipeline. */
final class Stages {
    private final Build build;
    private final Settings settings;
    private final boolean stopWhenUnstable;
    private final boolean failFastAlways;

    Stages(Build build, Directives options) {
        this.build = build;
        this.settings = new Settings(build);
        this.stopWhenUnstable = options.says("skipStagesAfterUnstable");
        this.failFastAlways = options.says("parallelsAlwaysFailFast");
    }

    /** Runs stages one after the other; after one that fails the others are skipped, and its error is thrown. */
    Object inSequence(Directives stages) {
        Optional<Throwable> first = Optional.empty();
        for (Directive stage : stages.all()) {
            if (first.isPresent()) {
                skip(stage, "due to earlier failure(s)");
            } else if (stopWhenUnstable && build.currentBuild().current() == BuildResult.UNSTABLE) {
                skip(stage, "due to earlier stage(s) marking the build as unstable");
            } else {
                first = attempt(stage);
            }
        }
        if (first.isPresent()) {
            throw Sneaky.rethrow(first.get());
        }
        return null;
    }

    private Optional<Throwable> attempt(Directive stage) {
        try {
            run(stage);
            return Optional.empty();
        } catch (Throwable e) {
            build.worsen(e);
            return Optional.of(e);
        }
    }

    private Object run(Directive stage) {
        return FlowSteps.inStage(build, stage.line(), name(stage), () -> {
            build.frame().cancellation().check();
            Directives parts = stage.children(build);
            settings.announce(parts);
            return new OneStage(parts).run();
        });
    }

    private void skip(Directive stage, String why) {
        StageLog.Entry entry =
                build.stages().begin(name(stage), build.frame().stages().size());
        entry.skip(why);
        build.output().stage(entry.timing());
    }

    private static String name(Directive stage) {
        return stage.arguments().naming("name").text("name");
    }

    /** A stage that is being run. */
    private final class OneStage {
        private final Directives parts;
        private final Directives when;

        OneStage(Directives parts) {
            this.parts = parts;
            this.when = parts.inside("when", build);
        }

        /** Options, input, agent, environment, condition, content, post: in the order of Jenkins. */
        Object run() {
            if (when.says("beforeOptions") && skipped()) {
                return null;
            }
            return settings.wrapped(parts.inside("options", build), this::asked);
        }

        private Object asked() {
            if (when.says("beforeInput") && skipped()) {
                return null;
            }
            Map<String, String> answered = input();
            Frame frame = settings.agent(parts, build.frame().with(answered));
            return build.within(frame, () -> build.within(settings.environment(parts, frame), this::content));
        }

        private Object content() {
            boolean asked = when.says("beforeOptions") || when.says("beforeInput");
            return !asked && skipped() ? null : withPost(this::body);
        }

        private Object body() {
            Optional<Directive> steps = parts.one("steps");
            if (steps.isPresent()) {
                return steps.get().body().call();
            }
            Optional<Directive> parallel = parts.one("parallel");
            return parallel.isPresent()
                    ? atOnce(parallel.get().children(build))
                    : inSequence(parts.inside("stages", build));
        }

        private Object atOnce(Directives stages) {
            Map<String, Callable<Object>> branches = new LinkedHashMap<>();
            stages.all().forEach(stage -> branches.put(name(stage), () -> branch(stage)));
            return new Branches(build, failFastAlways || parts.says("failFast")).run(branches);
        }

        private Object branch(Directive stage) {
            Optional<Throwable> error = attempt(stage);
            if (error.isPresent()) {
                throw Sneaky.rethrow(error.get());
            }
            return null;
        }

        private boolean skipped() {
            boolean met = new WhenConditions(build).met(when);
            if (!met) {
                build.frame().stage().ifPresent(stage -> stage.skip("due to when conditional"));
            }
            return !met;
        }

        /** Values of the input's parameters become variables of the stage. */
        private Map<String, String> input() {
            Map<String, String> variables = new LinkedHashMap<>();
            parts.one("input").ifPresent(directive -> {
                Directives parts = directive.children(build);
                Map<String, Object> named = new LinkedHashMap<>();
                parts.all().stream()
                        .filter(part -> !part.name().equals("parameters"))
                        .forEach(part -> named.put(
                                part.name(), part.arguments().positional().get(0)));
                Arguments arguments = new Arguments(directive.line(), "input", named, List.of(), Optional.empty());
                InputSteps.answer(arguments, parts.inside("parameters", build).all(), build)
                        .forEach((name, value) -> variables.put(name, String.valueOf(value)));
            });
            return variables;
        }

        private Object withPost(Callable<Object> body) {
            Optional<Throwable> error = Optional.empty();
            try {
                build.within(build.frame(), body);
            } catch (Throwable e) {
                build.worsen(e);
                error = Optional.of(e);
            }
            BuildResult result =
                    build.frame().stage().map(StageLog.Entry::result).orElseThrow();
            Optional<Throwable> after = new PostConditions(build).run(parts.inside("post", build), result, error);
            if (after.isPresent()) {
                throw Sneaky.rethrow(after.get());
            }
            return null;
        }
    }
}

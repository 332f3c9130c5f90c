// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.Directive.Directives;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Runs the stages of a declarative pipeline. */
final class Stages {
    private final Build build;
    private final boolean stopWhenUnstable;
    private final boolean failFastAlways;

    Stages(Build build, Directives options) {
        this.build = build;
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

    /** Runs branches at the same time. */
    Object atOnce(Map<String, Callable<Object>> branches, boolean failFast) {
        return new Branches(build, failFastAlways || failFast).run(branches);
    }

    /** Branches out of stages. */
    Map<String, Callable<Object>> branches(Directives stages) {
        Map<String, Callable<Object>> branches = new LinkedHashMap<>();
        stages.all().forEach(stage -> branches.put(name(stage), () -> run(stage)));
        return branches;
    }

    /** Says that a stage, and each in it, is skipped. */
    void skip(Directive stage, String why) {
        StageLog.Entry entry =
                build.stages().begin(name(stage), build.frame().stages().size());
        entry.skip(why);
        build.output().stage(entry.timing());
        build.within(build.frame().inside(entry), () -> skipInside(stage.children(build), why));
    }

    /** Says that what is in a stage is skipped. */
    Object skipInside(Directives parts, String why) {
        parts.inside("stages", build).all().forEach(inner -> skip(inner, why));
        parts.inside("parallel", build).all().forEach(inner -> skip(inner, why));
        return null;
    }

    private Optional<Throwable> attempt(Directive stage) {
        try {
            run(stage);
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    private Object run(Directive stage) {
        return FlowSteps.inStage(build, stage.line(), name(stage), () -> {
            Directives parts = stage.children(build);
            return new OneStage(build, this, parts).run();
        });
    }

    static String name(Directive stage) {
        return stage.arguments().naming("name").text("name");
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Optional;

/** Runs {@code post} sections: each condition that is met, in Jenkins's order, whatever the ones before did. */
final class PostConditions {
    /** Jenkins's order, whatever order the file has. */
    static final String[] ORDER = {
        "always",
        "changed",
        "fixed",
        "regression",
        "aborted",
        "failure",
        "success",
        "unstable",
        "notBuilt",
        "unsuccessful",
        "cleanup"
    };

    private static final String TOO_LONG =
            "a post section after the end took longer than " + Cancellation.GRACE.toMinutes() + " minutes";

    private final Build build;

    PostConditions(Build build) {
        this.build = build;
    }

    /**
     * Runs them for the stage that the frame is in, or for the build.
     *
     * @param before what ended the stages
     * @return what ends them now: the error before, or that of the first section that failed
     */
    Optional<Throwable> run(Directive.Directives post, Optional<Throwable> before) {
        Optional<Throwable> error = before;
        for (String condition : ORDER) {
            Optional<Directive> section = post.one(condition);
            if (section.isPresent() && met(condition, error)) {
                BuildResult seen = result(error);
                Optional<Throwable> failed = build.currentBuild().during(seen, () -> run(section.get()));
                error = error.or(() -> failed);
            }
        }
        return error;
    }

    /** Worst of what the script gave to the build, of what it gave to the stage, and of what ended them. */
    private BuildResult result(Optional<Throwable> error) {
        BuildResult stage = build.frame().stage().map(StageLog.Entry::result).orElse(BuildResult.SUCCESS);
        return ofBuild(error).worst(stage);
    }

    private BuildResult ofBuild(Optional<Throwable> error) {
        return build.currentBuild().current().worst(error.map(BuildResult::of).orElse(BuildResult.SUCCESS));
    }

    private Optional<Throwable> run(Directive section) {
        build.output().step(section.line(), "post", section.name());
        Cancellation around = build.frame().cancellation();
        boolean ending = around.cause().isPresent();
        try (Cancellation own = ending ? new Cancellation(build.clock()) : around.child()) {
            bounded(own, ending, section);
            return Optional.empty();
        } catch (Throwable e) {
            build.output().warn("post section %s failed: %s".formatted(section.name(), e.getMessage()));
            return Optional.of(e);
        }
    }

    private void bounded(Cancellation own, boolean ending, Directive section) {
        Cancellation.Registration limit = ending ? build.deadline(own, Cancellation.GRACE, TOO_LONG) : () -> {};
        long began = build.clock().nanos();
        try {
            build.within(build.frame().under(own), section.body()::call);
        } finally {
            limit.close();
            if (ending) {
                build.recorder().afterTheEnd(section, build.clock().nanos() - began);
            }
        }
    }

    private boolean met(String condition, Optional<Throwable> error) {
        Optional<BuildResult> previous = build.options().previous();
        BuildResult result = result(error);
        BuildResult ofBuild = ofBuild(error);
        return switch (condition) {
            case "always", "cleanup" -> true;
            case "changed" -> previous.map(before -> before != ofBuild).orElse(true);
            case "fixed" ->
                ofBuild == BuildResult.SUCCESS
                        && previous.filter(before -> before == BuildResult.FAILURE || before == BuildResult.UNSTABLE)
                                .isPresent();
            case "regression" -> previous.filter(ofBuild::isWorseThan).isPresent();
            case "aborted" -> result == BuildResult.ABORTED;
            case "failure" -> result == BuildResult.FAILURE;
            case "success" -> result == BuildResult.SUCCESS;
            case "unstable" -> result == BuildResult.UNSTABLE;
            case "notBuilt" -> result == BuildResult.NOT_BUILT;
            case "unsuccessful" -> result != BuildResult.SUCCESS;
            default -> throw new IllegalStateException("post condition " + condition + " is in the order and not here");
        };
    }
}

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

    /** What happens to the error that a section throws, after an earlier one. */
    Optional<Throwable> run(Directive.Directives post, BuildResult result, Optional<Throwable> before) {
        Optional<Throwable> error = before;
        BuildResult current = result;
        for (String condition : ORDER) {
            Optional<Directive> section = post.one(condition);
            if (section.isPresent() && met(condition, current)) {
                Optional<Throwable> failed = run(section.get());
                if (failed.isPresent()) {
                    current = current.worst(BuildResult.of(failed.get()));
                    build.worsen(failed.get());
                    error = error.or(() -> failed);
                }
            }
        }
        return error;
    }

    private Optional<Throwable> run(Directive section) {
        build.output().step(section.line(), "post", section.name());
        Cancellation around = build.frame().cancellation();
        boolean ending = around.cause().isPresent();
        try (Cancellation own = ending ? new Cancellation() : around.child()) {
            bounded(own, ending, section);
            return Optional.empty();
        } catch (Throwable e) {
            build.output().warn("post section %s failed: %s".formatted(section.name(), e.getMessage()));
            return Optional.of(e);
        }
    }

    private void bounded(Cancellation own, boolean ending, Directive section) {
        Cancellation.Registration limit = ending ? build.deadline(own, Cancellation.GRACE, TOO_LONG) : () -> {};
        try {
            build.within(build.frame().under(own), section.body()::call);
        } finally {
            limit.close();
        }
    }

    private boolean met(String condition, BuildResult result) {
        Optional<BuildResult> previous = build.options().previous();
        return switch (condition) {
            case "always", "cleanup" -> true;
            case "changed" -> previous.map(before -> before != result).orElse(true);
            case "fixed" ->
                result == BuildResult.SUCCESS
                        && previous.filter(before -> before == BuildResult.FAILURE || before == BuildResult.UNSTABLE)
                                .isPresent();
            case "regression" -> previous.filter(result::isWorseThan).isPresent();
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

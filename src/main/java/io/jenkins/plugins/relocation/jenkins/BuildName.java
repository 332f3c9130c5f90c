// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.model.Run;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How journals name builds: "ops/evacuate #12". */
public final class BuildName {
    private static final Pattern NAME = Pattern.compile("(.+) #([1-9][0-9]{0,8})");

    private BuildName() {}

    /** The name of a build. */
    public static String of(Run<?, ?> run) {
        return "%s #%d".formatted(run.getParent().getFullName(), run.getNumber());
    }

    /** The build with that name; empty: it is no name of a build, the build is gone, or who looks may not see it. */
    static Optional<Run<?, ?>> find(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Run.fromExternalizableId(parts.group(1) + "#" + parts.group(2)));
        } catch (RuntimeException e) {
            // Who may know that a job is there, and no more, is refused by an exception.
            return Optional.empty();
        }
    }
}

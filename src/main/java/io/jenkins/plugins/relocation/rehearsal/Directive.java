// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directive of a declarative pipeline, or a description such as {@code string(name: 'HOST')}.
 *
 * @param line line of the Jenkinsfile
 * @param name its name
 * @param arguments what was given to it
 */
record Directive(int line, String name, Arguments arguments) {
    static Directive of(int line, String name, List<Object> values) {
        return new Directive(line, name, Arguments.of(line, name, values));
    }

    /** As it was written, more or less, for people. */
    @Override
    public String toString() {
        return Stream.concat(
                        arguments.positional().stream().map(String::valueOf),
                        arguments.named().entrySet().stream()
                                .map(entry -> "%s: %s".formatted(entry.getKey(), entry.getValue())))
                .collect(Collectors.joining(", ", name + "(", ")"));
    }

    /** What is inside its braces. */
    Closure<?> body() {
        return arguments.body().orElseThrow(() -> new StepFailure("%s needs { … }".formatted(name)).at(line));
    }

    /** The directives inside its braces. They are evaluated now. */
    Directives children(Build build) {
        return arguments.body().isEmpty() ? new Directives(List.of()) : Directives.in(body(), build);
    }

    /** The directives of one section. */
    record Directives(List<Directive> all) {
        static Directives in(Closure<?> section, Build build) {
            List<Directive> found = new ArrayList<>();
            build.within(build.frame().collecting(found::add), section::call);
            return new Directives(List.copyOf(found));
        }

        /** The directive of that name. */
        Optional<Directive> one(String name) {
            return all.stream()
                    .filter(directive -> directive.name().equals(name))
                    .findFirst();
        }

        /** The directives inside the directive of that name; none, when it is not there. */
        Directives inside(String name, Build build) {
            return one(name).map(directive -> directive.children(build)).orElseGet(() -> new Directives(List.of()));
        }

        /** Whether there is such a directive, and it does not say {@code false}. */
        boolean says(String name) {
            return one(name)
                    .filter(directive -> !directive.arguments().isFalse())
                    .isPresent();
        }
    }
}

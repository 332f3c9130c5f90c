// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a step is called, takes and does.
 *
 * @param name name of the step
 * @param main parameter that a single value without a name stands for; empty: there is none
 * @param parameters names of all parameters
 * @param needs what has to be there
 * @param action what it does
 */
record StepSpec(String name, String main, Set<String> parameters, Set<Need> needs, Action action) {
    /** What a step needs. */
    enum Need {
        /** Code in braces. */
        BODY,
        /** An agent: a workspace on a machine. */
        NODE,
        /** Parameters by any name. */
        ANY_PARAMETER
    }

    /** What a step does. */
    @FunctionalInterface
    interface Action {
        /** Does it. The result is what the script gets; null, as in Jenkins, when there is nothing to get. */
        Object run(Arguments arguments, Build build) throws Exception;
    }

    /** A step whose first parameter is the one that a single value stands for. */
    static StepSpec of(String name, Action action, Set<Need> needs, String... parameters) {
        return new StepSpec(
                name,
                parameters.length == 0 ? "" : parameters[0],
                new LinkedHashSet<>(List.of(parameters)),
                needs,
                action);
    }

    /** The same step without a parameter that a single value stands for. */
    StepSpec namesEverything() {
        return new StepSpec(name, "", parameters, needs, action);
    }

    boolean needs(Need need) {
        return needs.contains(need);
    }

    /** What is wrong with a parameter's name; empty: nothing. */
    String problemWith(String parameter) {
        if (needs(Need.ANY_PARAMETER) || parameters.contains(parameter)) {
            return "";
        }
        return "%s has no parameter '%s'; known: %s%s"
                .formatted(
                        name,
                        parameter,
                        parameters.isEmpty() ? "none" : String.join(", ", parameters),
                        Suggestion.of(parameter, parameters));
    }

    /** The arguments, when they are right for this step. */
    Arguments check(Arguments given) {
        Arguments arguments = needs(Need.ANY_PARAMETER) ? given : given.naming(main);
        for (String parameter : arguments.named().keySet()) {
            String problem = problemWith(parameter);
            if (!problem.isEmpty()) {
                throw arguments.fail("%s", problem);
            }
        }
        if (needs(Need.BODY) != arguments.body().isPresent()) {
            throw arguments.fail(needs(Need.BODY) ? "%s needs { … }" : "%s takes no { … }", name);
        }
        return arguments;
    }

    /** What the step works on, for one line of output. */
    String detail(Arguments arguments) {
        if (main.isEmpty()) {
            return arguments.named().entrySet().stream()
                    .map(entry -> "%s: %s".formatted(entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining(", "));
        }
        Object value = arguments.named().get(main);
        boolean plain = value instanceof CharSequence || value instanceof Number;
        return plain ? value.toString().strip().lines().findFirst().orElse("") : "";
    }
}

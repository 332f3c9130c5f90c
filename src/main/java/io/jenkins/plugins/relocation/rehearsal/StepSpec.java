// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.Closure;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a step is called, takes and does.
 *
 * @param name name of the step
 * @param main parameter that a single value without a name stands for; empty: there is none
 * @param parameters all parameters by name
 * @param needs what has to be there
 * @param action what it does
 */
record StepSpec(String name, String main, Map<String, StepParameter> parameters, Set<Need> needs, Action action) {
    /** What a step needs. */
    enum Need {
        /** Code in braces. */
        BODY,
        /** An agent: a workspace on a machine. */
        NODE,
        /** Parameters by any name. */
        ANY_PARAMETER,
        /** Code in braces may be there or not. */
        MAYBE_BODY
    }

    /** What a step does. */
    @FunctionalInterface
    interface Action {
        /** Does it. The result is what the script gets; null, as in Jenkins, when there is nothing to get. */
        Object run(Arguments arguments, Build build) throws Exception;
    }

    /**
     * A step whose first parameter is the one that a single value stands for.
     *
     * @param parameters as {@link StepParameter#all} reads them
     */
    static StepSpec of(String name, Action action, Set<Need> needs, String... parameters) {
        Map<String, StepParameter> all = StepParameter.all(parameters);
        return new StepSpec(name, all.keySet().stream().findFirst().orElse(""), all, needs, action);
    }

    /** Something that only describes: a parameter, an option, a binding. */
    static StepSpec describing(String name, String... parameters) {
        return of(name, (arguments, build) -> null, Set.of(), parameters);
    }

    /** The same step without a parameter that a single value stands for. */
    StepSpec namesEverything() {
        return new StepSpec(name, "", parameters, needs, action);
    }

    /** The same step with more parameters. */
    StepSpec and(String... more) {
        Map<String, StepParameter> all = new LinkedHashMap<>(parameters);
        all.putAll(StepParameter.all(more));
        return new StepSpec(name, main, all, needs, action);
    }

    /** The same step as an option: what it is put around needs no braces. */
    StepSpec withoutBody() {
        return new StepSpec(name, main, parameters, Set.of(), action);
    }

    boolean needs(Need need) {
        return needs.contains(need);
    }

    /** What is wrong with a parameter's name; empty: nothing. */
    String problemWith(String parameter) {
        if (needs(Need.ANY_PARAMETER) || parameters.containsKey(parameter)) {
            return "";
        }
        return "%s has no parameter '%s'; known: %s%s"
                .formatted(
                        name,
                        parameter,
                        parameters.isEmpty() ? "none" : String.join(", ", parameters.keySet()),
                        Suggestion.of(parameter, parameters.keySet()));
    }

    /** What is missing when these are given; empty: nothing. */
    String missing(Collection<String> given) {
        List<String> missing = parameters.values().stream()
                .filter(parameter -> parameter.required() && !given.contains(parameter.name()))
                .map(StepParameter::name)
                .toList();
        return missing.isEmpty() ? "" : "%s needs the parameter %s".formatted(name, String.join(" and ", missing));
    }

    /** Why values without names are refused. */
    String unnamed() {
        return main.isEmpty()
                ? "%s takes no value without a name; its parameters: %s"
                        .formatted(name, parameters.isEmpty() ? "none" : String.join(", ", parameters.keySet()))
                : "%s takes at most one value without a name; name each parameter: %s"
                        .formatted(name, String.join(", ", parameters.keySet()));
    }

    /** The arguments, when they are right for this step. */
    Arguments check(Arguments given) {
        Arguments arguments = needs(Need.ANY_PARAMETER) ? given : given.naming(main);
        for (String parameter : arguments.named().keySet()) {
            refuse(arguments, problemWith(parameter));
        }
        refuse(arguments, missing(arguments.named().keySet()));
        if (!needs(Need.MAYBE_BODY) && needs(Need.BODY) != arguments.body().isPresent()) {
            throw arguments.fail(needs(Need.BODY) ? "%s needs { … }" : "%s takes no { … }", name);
        }
        return arguments;
    }

    private static void refuse(Arguments arguments, String problem) {
        if (!problem.isEmpty()) {
            throw arguments.fail("%s", problem);
        }
    }

    /** What the step works on, for one line of output. */
    String detail(Arguments arguments) {
        if (main.isEmpty() || arguments.named().size() > 1) {
            return arguments.named().entrySet().stream()
                    .filter(entry -> !(entry.getValue() instanceof Closure))
                    .map(entry -> "%s: %s".formatted(entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining(", "));
        }
        Object value = arguments.named().get(main);
        return isPlain(value) ? value.toString().strip().lines().findFirst().orElse("") : "";
    }

    private static boolean isPlain(Object value) {
        return value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
    }
}

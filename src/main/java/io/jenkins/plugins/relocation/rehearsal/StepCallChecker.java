// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;

/** Checks the call of a known step or directive before anything runs: names, number and kinds of what it is given. */
final class StepCallChecker {
    private final Problems problems;
    private final boolean declarative;

    /**
     * Makes a checker.
     *
     * @param declarative whether the calls are in a declarative pipeline and outside of {@code script}
     */
    StepCallChecker(Problems problems, boolean declarative) {
        this.problems = problems;
        this.declarative = declarative;
    }

    void check(MethodCallExpression call, StepSpec spec) {
        List<MapEntryExpression> named =
                Calls.named(call).map(MapExpression::getMapEntryExpressions).orElse(List.of());
        List<Expression> unnamed = Calls.unnamed(call);
        named.forEach(entry -> check(entry, spec));
        if (!spec.needs(StepSpec.Need.ANY_PARAMETER)) {
            unnamed(call, spec, named, unnamed);
            missing(call, spec, named, unnamed);
        }
        if (spec.needs(StepSpec.Need.BODY) && !mayHoldBody(Calls.arguments(call))) {
            problems.add(call, "%s needs { … }".formatted(spec.name()));
        }
    }

    private void unnamed(
            MethodCallExpression call, StepSpec spec, List<MapEntryExpression> named, List<Expression> unnamed) {
        int allowed = spec.main().isEmpty() ? 0 : 1;
        boolean plain = unnamed.stream().anyMatch(StepCallChecker::isPlainValue);
        // What is no literal may be the map of all parameters, or the closure of a step that takes one.
        int room = allowed + (spec.needs(StepSpec.Need.BODY) && Calls.body(call).isEmpty() ? 1 : 0);
        boolean tooMany = unnamed.size() > room && (plain || unnamed.size() > 1);
        if (!named.isEmpty() && (plain || unnamed.size() > 1)) {
            problems.add(call, "%s cannot mix values with and without a name: name each".formatted(spec.name()));
        } else if (tooMany) {
            problems.add(call, spec.unnamed());
        } else if (allowed == 1 && unnamed.size() == 1) {
            value(unnamed.get(0), spec, spec.parameters().get(spec.main()));
        }
    }

    private void missing(
            MethodCallExpression call, StepSpec spec, List<MapEntryExpression> named, List<Expression> unnamed) {
        List<String> given = new ArrayList<>();
        named.forEach(entry ->
                Calls.literal(entry.getKeyExpression()).map(String::valueOf).ifPresent(given::add));
        // What cannot be read here may hold anything; a name that is wrong is reported already.
        boolean certain = given.size() == named.size()
                && unnamed.stream().allMatch(StepCallChecker::isPlainValue)
                && given.stream().allMatch(name -> spec.problemWith(name).isEmpty());
        if (!unnamed.isEmpty()) {
            given.add(spec.main());
        }
        String missing = certain ? spec.missing(given) : "";
        if (!missing.isEmpty()) {
            problems.add(call, missing);
        }
    }

    /** Whether there is a closure at the end, or something that may be one when it runs. */
    private static boolean mayHoldBody(List<Expression> arguments) {
        return !arguments.isEmpty() && !isPlainValue(arguments.get(arguments.size() - 1));
    }

    private static boolean isPlainValue(Expression expression) {
        return expression instanceof ConstantExpression
                || expression instanceof GStringExpression
                || expression instanceof MapExpression
                || expression instanceof ListExpression;
    }

    private void check(MapEntryExpression entry, StepSpec spec) {
        if (entry.getKeyExpression() instanceof ConstantExpression key) {
            String name = String.valueOf(key.getValue());
            String problem = spec.problemWith(name);
            if (!problem.isEmpty()) {
                problems.add(entry, problem);
            } else if (spec.parameters().containsKey(name)) {
                value(entry.getValueExpression(), spec, spec.parameters().get(name));
            }
        }
    }

    private void value(Expression value, StepSpec spec, StepParameter parameter) {
        Calls.literal(value)
                .map(literal -> parameter.problemWith(spec.name(), literal, declarative))
                .filter(problem -> !problem.isEmpty())
                .ifPresent(problem -> problems.add(value, problem));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;

/** What Jenkins demands of the axes of a matrix: names and values that are known before anything runs. */
final class AxisChecker {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private final Problems problems;

    AxisChecker(Problems problems) {
        this.problems = problems;
    }

    /** One axis, or one axis of an exclusion. */
    void check(MethodCallExpression axis, List<MethodCallExpression> seen) {
        Optional<MethodCallExpression> values = SectionChecker.find(seen, "values");
        Optional<MethodCallExpression> others = SectionChecker.find(seen, "notValues");
        if (values.isPresent() && others.isPresent()) {
            problems.add(others.get(), "axis takes values or notValues, not both");
        } else if (values.isEmpty() && others.isEmpty()) {
            problems.add(axis, "axis needs values");
        }
        values.or(() -> others).ifPresent(this::values);
        SectionChecker.find(seen, "name").ifPresentOrElse(this::name, () -> problems.add(axis, "axis needs name"));
    }

    /** No two axes have the same name. */
    void namesOnce(List<MethodCallExpression> axes) {
        Set<Object> names = new HashSet<>();
        for (MethodCallExpression axis : axes) {
            Optional<Object> name = Calls.body(axis).stream()
                    .flatMap(body -> Calls.statements(body).stream())
                    .flatMap(statement -> Calls.call(statement).stream())
                    .flatMap(call -> nameIn(call).stream())
                    .findFirst();
            if (name.isPresent() && !names.add(name.get())) {
                problems.add(axis, "there is another axis '%s' beside this one".formatted(name.get()));
            }
        }
    }

    private void name(MethodCallExpression call) {
        for (Expression value : Calls.unnamed(call)) {
            if (!(Calls.literal(value).orElse("") instanceof String text) || !text.matches(NAME)) {
                problems.add(
                        value,
                        "the name of an axis must be the name of a variable in quotes: letters, digits and _ only");
            }
        }
    }

    private void values(MethodCallExpression call) {
        Set<Object> seen = new HashSet<>();
        if (Calls.unnamed(call).isEmpty()) {
            problems.add(call, "axis needs values");
        }
        for (Expression value : Calls.unnamed(call)) {
            Optional<Object> literal = Calls.literal(value);
            if (literal.isEmpty()) {
                problems.add(value, "values of an axis must be plain text in quotes, without ${…}");
            } else if (!seen.add(literal.get())) {
                problems.add(value, "the axis has the value '%s' twice".formatted(literal.get()));
            }
        }
    }

    /** The name in the call that states it: it was rewritten to {@code $directive(line, 'name', [value])} before. */
    private static Optional<Object> nameIn(MethodCallExpression call) {
        List<Expression> arguments = Calls.arguments(call);
        if (arguments.size() != 3
                || !Calls.literal(arguments.get(1)).equals(Optional.of("name"))
                || !(arguments.get(2) instanceof ListExpression values)) {
            return Optional.empty();
        }
        return values.getExpressions().stream().findFirst().flatMap(Calls::literal);
    }
}

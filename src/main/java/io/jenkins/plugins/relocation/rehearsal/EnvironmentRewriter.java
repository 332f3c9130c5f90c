// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.DynamicVariable;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/**
 * Turns {@code environment { NAME = 'value' }} into directives, in an order in which each can use the others: as in
 * Jenkins it does not matter which stands first, and credentials are there before the rest.
 */
final class EnvironmentRewriter {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private final StepRewriter steps;
    private final Problems problems;
    private final Map<String, Statement> statements = new LinkedHashMap<>();
    private final Map<String, Set<String>> uses = new LinkedHashMap<>();
    private final Set<String> credentials = new LinkedHashSet<>();

    EnvironmentRewriter(StepRewriter steps, Problems problems) {
        this.steps = steps;
        this.problems = problems;
    }

    void rewrite(MethodCallExpression owner, ClosureExpression body) {
        List<Statement> all = Calls.statements(body);
        all.forEach(this::variable);
        if (all.isEmpty()) {
            problems.add(owner, "environment is empty; give it a NAME = 'value' or remove it");
        }
        if (statements.size() == all.size() && body.getCode() instanceof BlockStatement block) {
            List<Statement> sorted = sorted();
            block.getStatements().clear();
            block.getStatements().addAll(sorted);
        }
    }

    private void variable(Statement statement) {
        Optional<Expression> expression = Calls.expression(statement);
        if (expression.isEmpty()
                || !(expression.get() instanceof BinaryExpression assignment)
                || expression.get() instanceof DeclarationExpression
                || !assignment.getOperation().getText().equals("=")
                || !(assignment.getLeftExpression() instanceof VariableExpression variable)) {
            problems.add(statement, "environment can only hold NAME = 'value'");
            return;
        }
        String name = variable.getName();
        if (!name.matches(NAME)) {
            problems.add(statement, "'%s' is no name for a variable: letters, digits and _ only".formatted(name));
        } else if (statements.containsKey(name)) {
            problems.add(statement, "'%s' is set twice here".formatted(name));
        } else {
            keep(name, statement, assignment);
        }
    }

    private void keep(String name, Statement statement, BinaryExpression assignment) {
        Expression value = assignment.getRightExpression();
        checkValue(value);
        uses.put(name, names(value));
        if (value instanceof MethodCallExpression call && "credentials".equals(call.getMethodAsString())) {
            credentials.add(name);
        }
        Calls.replace(
                statement,
                Calls.to(
                        "$directive",
                        assignment,
                        steps.line(assignment),
                        name,
                        List.of(lenient(steps.transform(value)))));
        statements.put(name, statement);
    }

    /** Jenkins takes text, text joined by +, and calls. */
    private void checkValue(Expression value) {
        if (value instanceof BinaryExpression joined
                && joined.getOperation().getText().equals("+")) {
            checkJoined(joined.getLeftExpression());
            checkJoined(joined.getRightExpression());
        } else if (!isText(value) && !(value instanceof MethodCallExpression)) {
            problems.add(
                    value,
                    "a value in environment must be text in quotes or a call: write \"${%s}\""
                            .formatted(value.getText()));
        }
    }

    private void checkJoined(Expression part) {
        boolean joined = part instanceof BinaryExpression more
                && more.getOperation().getText().equals("+");
        if (joined) {
            checkValue(part);
        } else if (!isText(part)) {
            problems.add(part, "in environment + can only join texts in quotes; write \"${…}\" instead");
        }
    }

    private static boolean isText(Expression value) {
        return value instanceof ConstantExpression || value instanceof GStringExpression;
    }

    /** As in Jenkins, a variable that is not set is null here, and no error. */
    private Expression lenient(Expression value) {
        if (value instanceof VariableExpression variable && variable.getAccessedVariable() instanceof DynamicVariable) {
            return Calls.to("$variable", value, steps.line(value), variable.getName(), List.of());
        }
        return value instanceof ClosureExpression ? value : value.transformExpression(this::lenient);
    }

    private static Set<String> names(Expression value) {
        Set<String> names = new LinkedHashSet<>();
        value.visit(new CodeVisitorSupport() {
            @Override
            public void visitVariableExpression(VariableExpression variable) {
                names.add(variable.getName());
            }

            @Override
            public void visitPropertyExpression(PropertyExpression property) {
                if (property.getObjectExpression().getText().equals("env")) {
                    names.add(String.valueOf(property.getPropertyAsString()));
                }
                super.visitPropertyExpression(property);
            }
        });
        return names;
    }

    private List<Statement> sorted() {
        Set<String> order = new LinkedHashSet<>();
        credentials.forEach(name -> place(name, order, new LinkedHashSet<>()));
        statements.keySet().forEach(name -> place(name, order, new LinkedHashSet<>()));
        return new ArrayList<>(order.stream().map(statements::get).toList());
    }

    /** Puts a variable behind those that it uses. One that uses itself means the one around. */
    private void place(String name, Set<String> order, Set<String> placing) {
        if (!statements.containsKey(name) || order.contains(name) || !placing.add(name)) {
            return;
        }
        uses.get(name).forEach(other -> place(other, order, placing));
        order.add(name);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.JenkinsfileCompiler.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/** Turns the sections of a declarative pipeline into directives, and reports what Jenkins would not accept there. */
final class DeclarativeRewriter {
    private static final Set<String> AGENTS = Set.of("any", "none");

    private final StepRewriter steps;
    private final DeclarativeChecker checker;
    private final Problems problems;

    DeclarativeRewriter(StepRewriter steps, StepLibrary library, Problems problems) {
        this.steps = steps;
        this.problems = problems;
        this.checker = new DeclarativeChecker(library, problems);
    }

    /** Rewrites {@code pipeline { … }}. */
    Expression pipeline(MethodCallExpression call) {
        Optional<ClosureExpression> body = Calls.body(call);
        if (body.isEmpty() || Calls.arguments(call).size() != 1) {
            problems.add(call.getLineNumber(), "pipeline needs { … } and nothing else");
            return call;
        }
        section(call, body.get(), Section.PIPELINE);
        return Calls.pipeline(call, body.get());
    }

    private void section(MethodCallExpression owner, ClosureExpression body, Section section) {
        if (section == Section.STEPS) {
            checker.steps(body);
            body.getCode().visit(steps);
            return;
        }
        if (section == Section.EXPRESSION) {
            body.getCode().visit(steps);
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Statement statement : Calls.statements(body)) {
            directive(statement, section, owner.getMethodAsString()).ifPresent(name -> {
                if (!seen.add(name) && !section.repeats()) {
                    problems.add(statement.getLineNumber(), "'%s' stands twice here".formatted(name));
                }
            });
        }
        checker.complete(owner, section, seen);
    }

    /** Rewrites one directive; its name. */
    private Optional<String> directive(Statement statement, Section section, String owner) {
        Expression expression = expression(statement);
        if (section == Section.ENVIRONMENT) {
            return variable(statement, expression);
        }
        if (!(expression instanceof MethodCallExpression call) || !Calls.isPlain(call)) {
            problems.add(
                    statement.getLineNumber(),
                    "%s can only hold directives, each on a line of its own: %s"
                            .formatted(owner, String.join(", ", section.names())));
            return Optional.empty();
        }
        String name = call.getMethodAsString();
        Optional<Section> child = section.child(name);
        if (child.isEmpty() || child.get() == Section.UNSUPPORTED) {
            problems.add(call.getLineNumber(), unknown(name, section, owner, child));
            return Optional.empty();
        }
        replace(statement, Calls.to("$directive", call, arguments(call, child.get())));
        return Optional.of(name);
    }

    private static String unknown(String name, Section section, String owner, Optional<Section> child) {
        if (child.isPresent()) {
            return "'%s' in %s cannot be rehearsed yet".formatted(name, owner);
        }
        return "unknown directive '%s' in %s%s; known: %s"
                .formatted(name, owner, Suggestion.of(name, section.names()), String.join(", ", section.names()));
    }

    /** {@code NAME = value}. */
    private Optional<String> variable(Statement statement, Expression expression) {
        if (!(expression instanceof BinaryExpression assignment)
                || expression instanceof DeclarationExpression
                || !assignment.getOperation().getText().equals("=")
                || !(assignment.getLeftExpression() instanceof VariableExpression name)) {
            problems.add(statement.getLineNumber(), "environment can only hold NAME = 'value'");
            return Optional.empty();
        }
        Expression value = steps.transform(assignment.getRightExpression());
        replace(statement, Calls.to("$directive", assignment, name.getName(), List.of(value)));
        return Optional.of(name.getName());
    }

    private List<Expression> arguments(MethodCallExpression call, Section child) {
        List<Expression> rewritten = new ArrayList<>();
        Optional<ClosureExpression> body = Calls.body(call);
        for (Expression argument : Calls.arguments(call)) {
            if (body.isPresent() && argument == body.get()) {
                if (child == Section.VALUE) {
                    problems.add(call.getLineNumber(), "'%s' takes no { … }".formatted(call.getMethodAsString()));
                } else {
                    section(call, body.get(), child);
                }
                rewritten.add(argument);
            } else {
                rewritten.add(value(argument, child));
            }
        }
        if (body.isEmpty() && child != Section.VALUE && child != Section.AGENT) {
            problems.add(call.getLineNumber(), "'%s' needs { … }".formatted(call.getMethodAsString()));
        }
        return rewritten;
    }

    private Expression value(Expression argument, Section child) {
        if (child == Section.AGENT && argument instanceof VariableExpression variable) {
            if (!AGENTS.contains(variable.getName())) {
                problems.add(
                        argument.getLineNumber(),
                        "agent can be any, none, { label … } or { node { … } }, not " + variable.getName());
            }
            return new ConstantExpression(variable.getName());
        }
        return steps.transform(argument);
    }

    private static Expression expression(Statement statement) {
        if (statement instanceof ExpressionStatement expression) {
            return expression.getExpression();
        }
        return statement instanceof ReturnStatement result ? result.getExpression() : null;
    }

    private static void replace(Statement statement, Expression expression) {
        if (statement instanceof ExpressionStatement old) {
            old.setExpression(expression);
        } else if (statement instanceof ReturnStatement old) {
            old.setExpression(expression);
        }
    }
}

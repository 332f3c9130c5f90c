// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.DynamicVariable;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ExpressionTransformer;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.NamedArgumentListExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.EmptyStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/** Looks into and makes method calls of Groovy's syntax tree. */
final class Calls {
    private Calls() {}

    /** Whether a call names a method and has no object before it, or {@code this}. */
    static boolean isPlain(MethodCallExpression call) {
        boolean ofThis = call.isImplicitThis()
                || call.getObjectExpression() instanceof VariableExpression variable && variable.isThisExpression();
        return ofThis && call.getMethodAsString() != null && !call.isSpreadSafe();
    }

    /** Whether a call is one of the global variable of the relocation steps. */
    static boolean onGlobal(MethodCallExpression call) {
        return !call.isImplicitThis()
                && call.getMethodAsString() != null
                && call.getObjectExpression() instanceof VariableExpression variable
                && variable.getName().equals(RelocationSteps.GLOBAL)
                && variable.getAccessedVariable() instanceof DynamicVariable;
    }

    /** A closure in a variable: {@code notify('x')} has become {@code notify.call('x')}. */
    static boolean ofVariable(MethodCallExpression call) {
        return "call".equals(call.getMethodAsString()) && call.getMethod().getLineNumber() <= 0;
    }

    /** The arguments of a call: the map of the named ones first. */
    static List<Expression> arguments(MethodCallExpression call) {
        Expression arguments = call.getArguments();
        List<Expression> all = arguments instanceof TupleExpression tuple ? tuple.getExpressions() : List.of(arguments);
        List<Expression> plain = new ArrayList<>();
        for (Expression argument : all) {
            plain.add(
                    argument instanceof NamedArgumentListExpression named
                            ? new MapExpression(named.getMapEntryExpressions())
                            : argument);
        }
        return plain;
    }

    static List<Expression> arguments(MethodCallExpression call, ExpressionTransformer transformer) {
        List<Expression> transformed = new ArrayList<>();
        arguments(call).forEach(argument -> transformed.add(transformer.transform(argument)));
        return transformed;
    }

    /** The values of a call that have no name: neither the named ones nor the closure at the end. */
    static List<Expression> unnamed(MethodCallExpression call) {
        List<Expression> values = new ArrayList<>(arguments(call));
        if (body(call).isPresent()) {
            values.remove(values.size() - 1);
        }
        if (named(call).isPresent()) {
            values.remove(0);
        }
        return values;
    }

    /** The closure at the end of a call, written in braces. */
    static Optional<ClosureExpression> body(MethodCallExpression call) {
        List<Expression> arguments = arguments(call);
        return !arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof ClosureExpression closure
                ? Optional.of(closure)
                : Optional.empty();
    }

    /** The named arguments of a call, when they are written down as such. */
    static Optional<MapExpression> named(MethodCallExpression call) {
        List<Expression> arguments = arguments(call);
        return !arguments.isEmpty() && arguments.get(0) instanceof MapExpression map && !namesClass(map)
                ? Optional.of(map)
                : Optional.empty();
    }

    /** A map with a class in it is one value, as for {@code checkout([$class: 'GitSCM'])}. */
    private static boolean namesClass(MapExpression map) {
        return map.getMapEntryExpressions().stream()
                .anyMatch(entry -> literal(entry.getKeyExpression()).equals(Optional.of("$class")));
    }

    static List<Statement> statements(ClosureExpression closure) {
        List<Statement> all =
                closure.getCode() instanceof BlockStatement block ? block.getStatements() : List.of(closure.getCode());
        return all.stream()
                .filter(statement -> !(statement instanceof EmptyStatement))
                .toList();
    }

    /** The expression that a statement consists of. */
    static Optional<Expression> expression(Statement statement) {
        if (statement instanceof ExpressionStatement expression) {
            return Optional.of(expression.getExpression());
        }
        return statement instanceof ReturnStatement result ? Optional.of(result.getExpression()) : Optional.empty();
    }

    /** The call that a statement consists of. */
    static Optional<MethodCallExpression> call(Statement statement) {
        return expression(statement)
                .filter(MethodCallExpression.class::isInstance)
                .map(MethodCallExpression.class::cast);
    }

    /** Text, a number or a truth value that is written down as it is. */
    static Optional<Object> literal(Expression expression) {
        return expression instanceof ConstantExpression constant
                ? Optional.ofNullable(constant.getValue())
                : Optional.empty();
    }

    static void replace(Statement statement, Expression expression) {
        if (statement instanceof ExpressionStatement old) {
            old.setExpression(expression);
        } else if (statement instanceof ReturnStatement old) {
            old.setExpression(expression);
        }
    }

    /** A call of a method of the script: what was called, with its line. */
    static MethodCallExpression to(
            String method, ASTNode place, int line, String name, List<? extends Expression> arguments) {
        MethodCallExpression made = new MethodCallExpression(
                VariableExpression.THIS_EXPRESSION,
                method,
                new ArgumentListExpression(
                        new ConstantExpression(line, true),
                        new ConstantExpression(name),
                        new ListExpression(List.copyOf(arguments))));
        made.setImplicitThis(false);
        made.setSourcePosition(place);
        return made;
    }

    /** A call that runs a declarative pipeline. */
    static MethodCallExpression pipeline(MethodCallExpression call, int line, ClosureExpression body) {
        MethodCallExpression made = new MethodCallExpression(
                VariableExpression.THIS_EXPRESSION,
                "$pipeline",
                new ArgumentListExpression(new ConstantExpression(line, true), body));
        made.setImplicitThis(false);
        made.setSourcePosition(call);
        return made;
    }
}

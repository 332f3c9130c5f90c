// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        return !arguments.isEmpty() && arguments.get(0) instanceof MapExpression map
                ? Optional.of(map)
                : Optional.empty();
    }

    static List<Statement> statements(ClosureExpression closure) {
        return closure.getCode() instanceof BlockStatement block ? block.getStatements() : List.of(closure.getCode());
    }

    /** A call of a method of the script, with the line and the name of what was called. */
    static MethodCallExpression to(String method, MethodCallExpression call, List<Expression> arguments) {
        return to(method, call, call.getMethodAsString(), arguments);
    }

    static MethodCallExpression to(String method, Expression place, String name, List<Expression> arguments) {
        MethodCallExpression made = new MethodCallExpression(
                VariableExpression.THIS_EXPRESSION,
                method,
                new ArgumentListExpression(
                        new ConstantExpression(place.getLineNumber(), true),
                        new ConstantExpression(name),
                        new ListExpression(arguments)));
        made.setImplicitThis(false);
        made.setSourcePosition(place);
        return made;
    }

    /** A call that runs a declarative pipeline. */
    static MethodCallExpression pipeline(MethodCallExpression call, ClosureExpression body) {
        MethodCallExpression made = new MethodCallExpression(
                VariableExpression.THIS_EXPRESSION,
                "$pipeline",
                new ArgumentListExpression(new ConstantExpression(call.getLineNumber(), true), body));
        made.setImplicitThis(false);
        made.setSourcePosition(call);
        return made;
    }
}

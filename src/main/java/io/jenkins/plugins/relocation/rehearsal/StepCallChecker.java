// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.JenkinsfileCompiler.Problems;
import java.util.List;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;

/** Checks the call of a known step before anything runs. */
final class StepCallChecker {
    private final StepLibrary library;
    private final Problems problems;

    StepCallChecker(StepLibrary library, Problems problems) {
        this.library = library;
        this.problems = problems;
    }

    void check(MethodCallExpression call) {
        StepSpec spec = library.find(call.getMethodAsString()).orElseThrow();
        Calls.named(call).ifPresent(map -> map.getMapEntryExpressions().forEach(entry -> check(entry, spec)));
        List<Expression> arguments = Calls.arguments(call);
        if (spec.needs(StepSpec.Need.BODY) && !mayHoldBody(arguments)) {
            problems.add(call.getLineNumber(), "%s needs { … }".formatted(spec.name()));
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
            String problem = spec.problemWith(String.valueOf(key.getValue()));
            if (!problem.isEmpty()) {
                problems.add(entry.getLineNumber(), problem);
            }
        }
    }
}

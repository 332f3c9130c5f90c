// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.JenkinsfileCompiler.Problems;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/** What Jenkins demands of a declarative pipeline and Groovy does not. */
final class DeclarativeChecker {
    private static final List<String> CONTENTS = List.of("steps", "stages", "parallel");
    private static final String SCRIPT = "script";

    private final StepLibrary library;
    private final Problems problems;

    DeclarativeChecker(StepLibrary library, Problems problems) {
        this.library = library;
        this.problems = problems;
    }

    /** Outside of {@code script} there are only steps: no variables, conditions or calls of objects. */
    void steps(ClosureExpression body) {
        for (Statement statement : Calls.statements(body)) {
            Expression expression = expression(statement);
            if (!(expression instanceof MethodCallExpression call)) {
                problems.add(statement.getLineNumber(), "expected a step; put other code into script { … }");
            } else if (!Calls.isPlain(call) && !isVariableCall(call)) {
                problems.add(
                        statement.getLineNumber(),
                        "methods of objects cannot be called outside of script { … }: "
                                + call.getObjectExpression().getText());
            } else if (!SCRIPT.equals(call.getMethodAsString())
                    && library.find(String.valueOf(call.getMethodAsString())).isPresent()) {
                Calls.body(call).ifPresent(this::steps);
            }
        }
    }

    /** Whether all that has to be in a section is there. */
    void complete(MethodCallExpression owner, Section section, Set<String> seen) {
        int line = owner.getLineNumber();
        switch (section) {
            case PIPELINE -> {
                require(line, "pipeline", seen, "agent");
                require(line, "pipeline", seen, "stages");
            }
            case STAGE -> stage(owner, seen);
            case STAGES, PARALLEL -> require(line, owner.getMethodAsString(), seen, "stage");
            case POST, PARAMETERS, OPTIONS, STAGE_OPTIONS, WHEN, ENVIRONMENT, TOOLS, TRIGGERS -> {
                if (seen.isEmpty()) {
                    problems.add(line, "%s is empty".formatted(owner.getMethodAsString()));
                }
            }
            default -> {}
        }
    }

    private void stage(MethodCallExpression stage, Set<String> seen) {
        int line = stage.getLineNumber();
        List<String> contents = CONTENTS.stream().filter(seen::contains).toList();
        if (contents.size() != 1) {
            problems.add(line, "a stage needs exactly one of %s".formatted(String.join(", ", CONTENTS)));
        }
        if (Calls.arguments(stage).size() != 2) {
            problems.add(line, "a stage needs a name: stage('Name') { … }");
        }
        if (seen.contains("failFast") && !seen.contains("parallel")) {
            problems.add(line, "failFast needs parallel in the same stage");
        }
    }

    private void require(int line, String owner, Set<String> seen, String name) {
        if (!seen.contains(name)) {
            problems.add(line, "%s needs %s".formatted(owner, name));
        }
    }

    /** A closure in a variable: {@code notify('x')} has become {@code notify.call('x')}. */
    private static boolean isVariableCall(MethodCallExpression call) {
        return "call".equals(call.getMethodAsString()) && call.getMethod().getLineNumber() <= 0;
    }

    private static Expression expression(Statement statement) {
        return Optional.of(statement)
                .filter(ExpressionStatement.class::isInstance)
                .map(s -> ((ExpressionStatement) s).getExpression())
                .orElseGet(() -> statement instanceof ReturnStatement result ? result.getExpression() : null);
    }
}

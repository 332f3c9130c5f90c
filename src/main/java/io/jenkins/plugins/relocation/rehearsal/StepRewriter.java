// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.JenkinsfileCompiler.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.ClassCodeExpressionTransformer;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.DynamicVariable;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.VariableScope;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.ast.stmt.WhileStatement;
import org.codehaus.groovy.control.SourceUnit;

/**
 * Turns calls of steps into calls that carry their line, and reports what is called and not known. A call is taken for a
 * step when it has no object before it and the script has no method or variable of that name.
 */
final class StepRewriter extends ClassCodeExpressionTransformer {
    static final String PIPELINE = "pipeline";

    /** Methods that every Groovy object has and that scripts call without an object. */
    private static final Set<String> GROOVY =
            Set.of("sprintf", "getClass", "toString", "hashCode", "getBinding", "getProperty", "setProperty", "use");

    private final SourceUnit source;
    private final ClassNode script;
    private final StepLibrary library;
    private final Problems problems;
    private final Set<String> own;
    private int delegating;

    StepRewriter(SourceUnit source, ClassNode script, StepLibrary library, Problems problems) {
        this.source = source;
        this.script = script;
        this.library = library;
        this.problems = problems;
        this.own = script.getMethods().stream()
                .filter(method -> !method.isSynthetic() && !method.isScriptBody())
                .map(MethodNode::getName)
                .collect(Collectors.toCollection(HashSet::new));
    }

    void rewrite() {
        script.getMethods().forEach(method -> collectVariables(method));
        for (MethodNode method : script.getMethods()) {
            if (!method.isStatic() && !method.isSynthetic()) {
                visitMethod(method);
            }
        }
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }

    @Override
    public Expression transform(Expression expression) {
        if (expression instanceof ClosureExpression closure) {
            closure.getCode().visit(this);
            return closure;
        }
        if (expression instanceof MethodCallExpression call) {
            return transform(call);
        }
        return expression == null ? null : expression.transformExpression(this);
    }

    @Override
    public void visitForLoop(ForStatement loop) {
        super.visitForLoop(loop);
        loop.setLoopBlock(guarded(loop.getLoopBlock()));
    }

    @Override
    public void visitWhileLoop(WhileStatement loop) {
        super.visitWhileLoop(loop);
        loop.setLoopBlock(guarded(loop.getLoopBlock()));
    }

    /** Rewrites a step call, or leaves another one as it is. */
    private Expression transform(MethodCallExpression call) {
        if (Calls.onGlobal(call)) {
            return relocation(call);
        }
        if (!Calls.isPlain(call)) {
            return delegating(call);
        }
        String name = call.getMethodAsString();
        if (own.contains(name) || GROOVY.contains(name)) {
            return call.transformExpression(this);
        }
        if (name.equals(PIPELINE)) {
            return new DeclarativeRewriter(this, library, problems).pipeline(call);
        }
        if (library.find(name).isPresent()) {
            new StepCallChecker(library, problems).check(call);
            return Calls.to("$step", call, Calls.arguments(call, this));
        }
        if (library.describes(name)) {
            return Calls.to("$described", call, Calls.arguments(call, this));
        }
        if (delegating == 0) {
            problems.add(call.getLineNumber(), library.unknown(name));
        }
        return call.transformExpression(this);
    }

    private Expression relocation(MethodCallExpression call) {
        String name = call.getMethodAsString();
        if (RelocationSteps.NAMES.contains(name)) {
            new StepCallChecker(library, problems).check(call);
        } else {
            problems.add(call.getLineNumber(), RelocationSteps.unknown(name));
        }
        return Calls.to("$relocation", call, Calls.arguments(call, this));
    }

    /** In the closure of {@code with}, calls may be of methods of the object before it. */
    private Expression delegating(MethodCallExpression call) {
        int more = "with".equals(call.getMethodAsString()) ? 1 : 0;
        delegating += more;
        try {
            return call.transformExpression(this);
        } finally {
            delegating -= more;
        }
    }

    /** Variables of the script that are never declared may hold closures, and are then called like steps. */
    private void collectVariables(MethodNode method) {
        method.getCode().visit(new CodeVisitorSupport() {
            @Override
            public void visitBinaryExpression(BinaryExpression expression) {
                if (expression.getOperation().getText().equals("=")
                        && expression.getLeftExpression() instanceof VariableExpression variable
                        && variable.getAccessedVariable() instanceof DynamicVariable) {
                    own.add(variable.getName());
                }
                super.visitBinaryExpression(expression);
            }
        });
    }

    /** A loop asks at each turn whether the script has to end. */
    private static Statement guarded(Statement body) {
        MethodCallExpression alive =
                new MethodCallExpression(VariableExpression.THIS_EXPRESSION, "$alive", new ArgumentListExpression());
        return new BlockStatement(List.of(new ExpressionStatement(alive), body), new VariableScope());
    }
}

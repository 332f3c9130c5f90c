// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.ASTNode;
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
import org.codehaus.groovy.ast.expr.PropertyExpression;
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
    private static final Set<String> GROOVY = Set.of(
            "sprintf",
            "printf",
            "getClass",
            "toString",
            "hashCode",
            "getBinding",
            "getProperty",
            "setProperty",
            "use",
            "evaluate");

    private final SourceUnit source;
    private final ClassNode script;
    private final Vocabulary vocabulary;
    private final Problems problems;
    private final Set<String> own;
    private final Set<Expression> atTop = new HashSet<>();
    // The block of a catch of several types is visited once for each of them.
    private final Set<Expression> done = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean delegates;
    private int delegating;

    StepRewriter(SourceUnit source, ClassNode script, Vocabulary vocabulary, Problems problems) {
        this.source = source;
        this.script = script;
        this.vocabulary = vocabulary;
        this.problems = problems;
        this.own = script.getMethods().stream()
                .filter(method -> !method.isSynthetic() && !method.isScriptBody())
                .map(MethodNode::getName)
                .collect(Collectors.toCollection(HashSet::new));
    }

    void rewrite() {
        script.getMethods().forEach(this::collectVariables);
        script.getMethods().stream().filter(MethodNode::isScriptBody).forEach(this::collectTop);
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
        if (expression instanceof MethodCallExpression call && !done.contains(call)) {
            Expression transformed = transform(call);
            done.add(transformed);
            return transformed;
        }
        if (done.contains(expression)) {
            return expression;
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

    /** The line that a call carries; 0 in a shared library: the line of the Jenkinsfile is found when it runs. */
    int line(ASTNode node) {
        return vocabulary.shared() ? 0 : node.getLineNumber();
    }

    /** Rewrites a step call, or leaves another one as it is. */
    private Expression transform(MethodCallExpression call) {
        if (Calls.onGlobal(call)) {
            return relocation(call);
        }
        if (!Calls.isPlain(call)) {
            return delegating(call, "with".equals(call.getMethodAsString()));
        }
        String name = call.getMethodAsString();
        if (own.contains(name)) {
            return delegating(call, delegates);
        }
        if (GROOVY.contains(name)) {
            return call.transformExpression(this);
        }
        if (name.equals(PIPELINE)) {
            return pipeline(call);
        }
        Optional<StepSpec> step = vocabulary.steps().find(name);
        if (step.isPresent()) {
            library(call, name);
            new StepCallChecker(problems, false).check(call, step.get());
            return to("$step", call);
        }
        if (Describables.isFailure(name) && Calls.arguments(call).isEmpty()) {
            return to("$described", call);
        }
        if (Describables.knows(name)) {
            Describables.only(name).ifPresent(spec -> new StepCallChecker(problems, false).check(call, spec));
            return to("$described", call);
        }
        if (vocabulary.variables().contains(name)) {
            return delegating(call, vocabulary.delegates());
        }
        if (delegating == 0) {
            problems.add(call, vocabulary.unknown(name));
        }
        return call.transformExpression(this);
    }

    private void library(MethodCallExpression call, String name) {
        if (LibrarySteps.NEED_LIBRARY.contains(name) && !vocabulary.libraries()) {
            String library = name.equals(LibrarySteps.LIBRARY)
                    ? Calls.unnamed(call).stream()
                            .findFirst()
                            .flatMap(Calls::literal)
                            .map(String::valueOf)
                            .orElse("")
                    : "";
            problems.add(call, Vocabulary.noLibrary(library));
        }
    }

    private Expression pipeline(MethodCallExpression call) {
        if (!vocabulary.shared() && !atTop.contains(call)) {
            problems.add(call, "pipeline { … } must stand at the top of the file, not inside of something else");
            return call;
        }
        return new DeclarativeRewriter(this, vocabulary, problems).pipeline(call);
    }

    private Expression relocation(MethodCallExpression call) {
        String name = call.getMethodAsString();
        if (RelocationSteps.NAMES.contains(name)) {
            new StepCallChecker(problems, false)
                    .check(call, vocabulary.steps().find(name).orElseThrow());
        } else {
            problems.add(call, RelocationSteps.unknown(name));
        }
        return to("$relocation", call);
    }

    private Expression to(String method, MethodCallExpression call) {
        return Calls.to(method, call, line(call), call.getMethodAsString(), Calls.arguments(call, this));
    }

    /** A closure that somebody else runs may call methods of an object that this one puts before it. */
    private Expression delegating(MethodCallExpression call, boolean byOther) {
        int more = byOther ? 1 : 0;
        delegating += more;
        try {
            return call.transformExpression(this);
        } finally {
            delegating -= more;
        }
    }

    private void collectTop(MethodNode run) {
        if (run.getCode() instanceof BlockStatement block) {
            block.getStatements()
                    .forEach(statement -> Calls.expression(statement).ifPresent(atTop::add));
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

            @Override
            public void visitPropertyExpression(PropertyExpression expression) {
                delegates |= "delegate".equals(expression.getPropertyAsString());
                super.visitPropertyExpression(expression);
            }
        });
    }

    /** A loop asks at each turn whether the script has to end. */
    private Statement guarded(Statement body) {
        MethodCallExpression alive =
                new MethodCallExpression(VariableExpression.THIS_EXPRESSION, "$alive", new ArgumentListExpression());
        done.add(alive);
        return new BlockStatement(List.of(new ExpressionStatement(alive), body), new VariableScope());
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.Statement;

/** Turns the sections of a declarative pipeline into directives, and reports what Jenkins would not accept there. */
final class DeclarativeRewriter {
    private static final Set<String> AGENTS = Set.of("any", "none");

    private final StepRewriter steps;
    private final StepLibrary library;
    private final boolean libraries;
    private final DeclarativeChecker checker;
    private final Problems problems;

    DeclarativeRewriter(StepRewriter steps, Vocabulary vocabulary, Problems problems) {
        this.steps = steps;
        this.library = vocabulary.steps();
        this.libraries = vocabulary.libraries();
        this.problems = problems;
        this.checker = new DeclarativeChecker(vocabulary, problems);
    }

    /** Rewrites {@code pipeline { … }}. */
    Expression pipeline(MethodCallExpression call) {
        Optional<ClosureExpression> body = Calls.body(call);
        if (body.isEmpty() || Calls.arguments(call).size() != 1) {
            problems.add(call, "pipeline needs { … } and nothing else");
            return call;
        }
        section(call, body.get(), Section.PIPELINE, false);
        return Calls.pipeline(call, steps.line(call), body.get());
    }

    /**
     * Rewrites what stands in the braces of a directive.
     *
     * @param nested whether it is inside of {@code parallel} or {@code matrix}
     */
    private void section(MethodCallExpression owner, ClosureExpression body, Section section, boolean nested) {
        switch (section) {
            case STEPS -> {
                checker.steps(owner, body);
                body.getCode().visit(steps);
            }
            case EXPRESSION -> body.getCode().visit(steps);
            case ENVIRONMENT -> new EnvironmentRewriter(steps, problems).rewrite(owner, body);
            default -> directives(owner, body, section, nested);
        }
    }

    private void directives(MethodCallExpression owner, ClosureExpression body, Section section, boolean nested) {
        boolean inside = nested || section == Section.PARALLEL || section == Section.MATRIX;
        List<MethodCallExpression> seen = new ArrayList<>();
        for (Statement statement : Calls.statements(body)) {
            directive(statement, section, owner.getMethodAsString(), inside).ifPresent(seen::add);
        }
        checker.complete(owner, section, seen, nested);
    }

    /** Rewrites one directive; the call that it was. */
    private Optional<MethodCallExpression> directive(
            Statement statement, Section section, String owner, boolean nested) {
        Optional<MethodCallExpression> found = Calls.call(statement).filter(Calls::isPlain);
        if (found.isEmpty()) {
            problems.add(
                    statement,
                    "%s can only hold directives, each on a line of its own%s".formatted(owner, known(": ", section)));
            return Optional.empty();
        }
        MethodCallExpression call = found.get();
        String name = call.getMethodAsString();
        Optional<Section> child = section.child(name);
        if (child.isEmpty()) {
            problems.add(call, unknown(name, section, owner));
            return Optional.empty();
        }
        if (section == Section.LIBRARIES && !libraries) {
            problems.add(
                    call,
                    Vocabulary.noLibrary(Calls.unnamed(call).stream()
                            .findFirst()
                            .flatMap(Calls::literal)
                            .map(String::valueOf)
                            .orElse("")));
        }
        if (child.get() == Section.VALUE) {
            section.spec(name, library).ifPresent(spec -> new StepCallChecker(problems, true).check(call, spec));
        }
        List<Expression> arguments = arguments(call, section, child.get(), nested);
        Calls.replace(statement, Calls.to("$directive", call, steps.line(call), name, arguments));
        return found;
    }

    private static String unknown(String name, Section section, String owner) {
        String instead = DeclarativeChecker.renamed(name);
        if (section == Section.PIPELINE && !instead.isEmpty()) {
            return "'%s' in pipeline is called '%s' since long".formatted(name, instead);
        }
        String near = Suggestion.of(name, section.names());
        return "unknown directive '%s' in %s%s%s"
                .formatted(name, owner, near, known(near.isEmpty() ? "; known: " : " Known: ", section));
    }

    private static String known(String before, Section section) {
        return section.names().isEmpty() ? "" : before + String.join(", ", section.names());
    }

    private List<Expression> arguments(MethodCallExpression call, Section parent, Section child, boolean nested) {
        List<Expression> rewritten = new ArrayList<>();
        Optional<ClosureExpression> body = Calls.body(call);
        for (Expression argument : Calls.arguments(call)) {
            if (body.isEmpty() || argument != body.get()) {
                checker.value(argument);
                rewritten.add(parent == Section.TRIGGERS ? asText(argument) : value(argument, child));
                continue;
            }
            if (child == Section.VALUE) {
                problems.add(call, "'%s' takes no { … }".formatted(call.getMethodAsString()));
            } else {
                beforeFlags(body.get(), child).ifPresent(rewritten::add);
                section(call, body.get(), child, nested);
            }
            rewritten.add(argument);
        }
        checker.braces(call, parent, child, body.isPresent());
        return rewritten;
    }

    /** What {@code when} says about its own place has to be known before any of its conditions is looked at. */
    private static Optional<Expression> beforeFlags(ClosureExpression body, Section section) {
        if (section != Section.WHEN) {
            return Optional.empty();
        }
        MapExpression flags = new MapExpression();
        for (Statement statement : Calls.statements(body)) {
            Calls.call(statement)
                    .filter(call -> String.valueOf(call.getMethodAsString()).startsWith("before"))
                    .filter(call -> Calls.unnamed(call).stream()
                            .anyMatch(value -> Calls.literal(value).equals(Optional.of(true))))
                    .ifPresent(call -> flags.addMapEntryExpression(new MapEntryExpression(
                            new ConstantExpression(call.getMethodAsString()), new ConstantExpression(true))));
        }
        return Optional.of(flags);
    }

    /** Triggers have no effect here: what they name, such as a class of Jenkins, need not be there. */
    private static Expression asText(Expression argument) {
        return new ConstantExpression(argument.getText());
    }

    private Expression value(Expression argument, Section child) {
        if (child == Section.AGENT && argument instanceof VariableExpression variable) {
            if (!AGENTS.contains(variable.getName())) {
                problems.add(
                        argument, "agent can be any, none, { label … } or { node { … } }, not " + variable.getName());
            }
            return new ConstantExpression(variable.getName());
        }
        return steps.transform(argument);
    }
}

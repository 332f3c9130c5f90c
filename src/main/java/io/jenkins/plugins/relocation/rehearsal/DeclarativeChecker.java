// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.stmt.Statement;

/** What Jenkins demands of a declarative pipeline and Groovy does not. */
final class DeclarativeChecker {
    private static final String SCRIPT = "script";
    private static final String PARALLEL = "parallel";
    private static final String FAIL_FAST = "failFast";

    /** Sections that Jenkins once had. */
    private static final Map<String, String> RENAMED = Map.of(
            "properties", "options",
            "wrappers", "options",
            "jobProperties", "options",
            "notifications", "post",
            "postBuild", "post");

    /** Steps that Jenkins refuses among the steps of a stage. */
    private static final Map<String, String> BLOCKED = Map.of(
            "stage",
            "put a stage into stages { … }, parallel { … } or script { … }",
            "properties",
            "use options, parameters and triggers of the pipeline",
            PARALLEL,
            "it must be the only step of its stage; or use parallel { stage(…) { … } }, or script { … }");

    private final StepLibrary library;
    private final SectionChecker sections;
    private final Problems problems;

    DeclarativeChecker(Vocabulary vocabulary, Problems problems) {
        this.library = vocabulary.steps();
        this.problems = problems;
        this.sections = new SectionChecker(problems);
    }

    /** What a section of the pipeline is called today; empty: it never was one. */
    static String renamed(String name) {
        return RENAMED.getOrDefault(name, "");
    }

    /** Whether all that has to be in a section is there, and nothing that cannot be together. */
    void complete(MethodCallExpression owner, Section section, List<MethodCallExpression> seen, boolean nested) {
        sections.check(owner, section, seen, nested);
    }

    /** Outside of {@code script} there are only steps: no variables, conditions or calls of objects. */
    void steps(MethodCallExpression owner, ClosureExpression body) {
        List<Statement> statements = Calls.statements(body);
        if (statements.isEmpty()) {
            problems.add(owner, "'%s' holds no steps; give it one or remove it".formatted(owner.getMethodAsString()));
        }
        Optional<MethodCallExpression> only = statements.size() == 1 ? Calls.call(statements.get(0)) : Optional.empty();
        if (only.filter(call -> PARALLEL.equals(call.getMethodAsString())).isPresent()) {
            branches(only.get());
        } else {
            statements.forEach(this::step);
        }
    }

    private void step(Statement statement) {
        Optional<MethodCallExpression> found = Calls.call(statement);
        if (found.isEmpty()) {
            problems.add(statement, "expected a step; put other code into script { … }");
            return;
        }
        MethodCallExpression call = found.get();
        String name = String.valueOf(call.getMethodAsString());
        if (!Calls.isPlain(call) && !Calls.ofVariable(call)) {
            problems.add(
                    call,
                    "methods of objects cannot be called outside of script { … }: "
                            + call.getObjectExpression().getText());
        } else if (BLOCKED.containsKey(name)) {
            problems.add(call, "'%s' cannot stand among the steps of a stage: %s".formatted(name, BLOCKED.get(name)));
        } else {
            library.find(name).ifPresent(spec -> known(call, spec));
        }
    }

    private void known(MethodCallExpression call, StepSpec spec) {
        new StepCallChecker(problems, true).check(call, spec);
        if (!SCRIPT.equals(spec.name())) {
            Calls.body(call).ifPresent(body -> Calls.statements(body).forEach(this::step));
        }
    }

    private void branches(MethodCallExpression parallel) {
        List<MapEntryExpression> entries =
                Calls.named(parallel).map(MapExpression::getMapEntryExpressions).orElse(List.of());
        if (Calls.arguments(parallel).isEmpty()) {
            problems.add(parallel, "parallel holds no branches: parallel one: { … }, two: { … }");
        }
        for (MapEntryExpression entry : entries) {
            boolean failFast =
                    entry.getKeyExpression() instanceof ConstantExpression key && FAIL_FAST.equals(key.getValue());
            if (failFast) {
                flag(FAIL_FAST, entry.getValueExpression());
            } else if (entry.getValueExpression() instanceof ClosureExpression branch) {
                Calls.statements(branch).forEach(this::step);
            } else {
                problems.add(entry, "parallel takes branches, name: { … }, and failFast: true");
            }
        }
    }

    private void flag(String name, Expression value) {
        if (!(Calls.literal(value).orElse("") instanceof Boolean)) {
            problems.add(value, "%s must be true or false, written down as such".formatted(name));
        }
    }

    /** Steps and braces that Jenkins refuses as values of options, triggers and parameters. */
    void value(Expression value) {
        if (value instanceof MapExpression map) {
            map.getMapEntryExpressions().forEach(entry -> value(entry.getValueExpression()));
        }
        if (value instanceof ClosureExpression) {
            problems.add(value, "a value here cannot be code in { … }");
        }
        if (value instanceof MethodCallExpression call
                && Calls.isPlain(call)
                && (BLOCKED.containsKey(call.getMethodAsString()) || "node".equals(call.getMethodAsString()))) {
            problems.add(value, "'%s' is a step and cannot be a value here".formatted(call.getMethodAsString()));
        }
    }

    /** Whether a directive has the braces and values that its part of the pipeline asks for. */
    void braces(MethodCallExpression call, Section parent, Section child, boolean there) {
        String name = call.getMethodAsString();
        List<Expression> values = Calls.unnamed(call);
        if (!there && !child.bodyOptional()) {
            problems.add(call, "'%s' needs { … }".formatted(name));
        } else if (child != Section.STAGE && there && Calls.arguments(call).size() != 1) {
            problems.add(call, "'%s' takes nothing beside its { … }".formatted(name));
        } else if (!there
                && takesOneValue(parent, name)
                && Calls.arguments(call).size() != 1) {
            problems.add(call, "'%s' needs exactly one value".formatted(name));
        }
        if (parent == Section.WHEN && name.startsWith("before") || parent == Section.STAGE && name.equals(FAIL_FAST)) {
            values.stream().limit(1).forEach(value -> flag(name, value));
        }
    }

    private static boolean takesOneValue(Section parent, String name) {
        return switch (parent) {
            case PIPELINE, STAGE, MATRIX -> name.equals("agent") || name.equals(FAIL_FAST);
            case AGENT, AGENT_LABEL, AGENT_NODE, AGENT_DOCKER, AGENT_DOCKERFILE, INPUT, TOOLS, LIBRARIES -> true;
            case AXIS, EXCLUDED_AXIS -> name.equals("name");
            case WHEN -> name.startsWith("before");
            default -> false;
        };
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;

/** Whether a section of a declarative pipeline has what Jenkins demands, and nothing that it does not let stand together. */
final class SectionChecker {
    private static final List<String> CONTENTS = List.of("steps", "stages", "parallel", "matrix");
    private static final List<String> SPLIT = List.of("parallel", "matrix");

    private final Problems problems;

    SectionChecker(Problems problems) {
        this.problems = problems;
    }

    void check(MethodCallExpression owner, Section section, List<MethodCallExpression> seen, boolean nested) {
        if (!section.repeats()) {
            once(seen);
        }
        switch (section) {
            case PIPELINE -> require(owner, seen, "agent", "stages");
            case STAGE -> stage(owner, seen, nested);
            case STAGES, PARALLEL -> {
                require(owner, seen, "stage");
                namesOnce(seen, "stage");
            }
            case WHEN, CONDITIONS -> conditions(owner, section, seen);
            case INPUT -> require(owner, seen, "message");
            case AGENT -> agent(owner, seen);
            case MATRIX -> require(owner, seen, "axes", "stages");
            case AXES, EXCLUDE -> {
                require(owner, seen, "axis");
                new AxisChecker(problems).namesOnce(seen);
            }
            case AXIS, EXCLUDED_AXIS -> new AxisChecker(problems).check(owner, seen);
            case EXCLUDES -> require(owner, seen, "exclude");
            case SETTINGS, AGENT_LABEL, AGENT_NODE, AGENT_DOCKER, AGENT_DOCKERFILE -> {}
            default -> notEmpty(owner, section, seen);
        }
    }

    private void notEmpty(MethodCallExpression owner, Section section, List<MethodCallExpression> seen) {
        if (seen.isEmpty()
                && Calls.body(owner).map(Calls::statements).orElse(List.of()).isEmpty()) {
            String names = section.names().isEmpty() ? "" : "; it may hold " + String.join(", ", section.names());
            problems.add(owner, "%s is empty: remove it or give it content%s".formatted(name(owner), names));
        }
    }

    private void once(List<MethodCallExpression> seen) {
        Set<String> names = new HashSet<>();
        for (MethodCallExpression call : seen) {
            if (!names.add(name(call))) {
                problems.add(call, "'%s' stands twice here".formatted(name(call)));
            }
        }
    }

    private void namesOnce(List<MethodCallExpression> seen, String what) {
        Set<Object> names = new HashSet<>();
        for (MethodCallExpression call : seen) {
            Optional<Object> name = Calls.unnamed(call).stream().findFirst().flatMap(Calls::literal);
            if (name.isPresent() && !names.add(name.get())) {
                problems.add(call, "there is another %s '%s' beside this one".formatted(what, name.get()));
            }
        }
    }

    private void stage(MethodCallExpression stage, List<MethodCallExpression> seen, boolean nested) {
        List<Expression> values = Calls.unnamed(stage);
        if (values.size() != 1 || Calls.named(stage).isPresent()) {
            problems.add(stage, "a stage needs a name: stage('Name') { … }");
        } else if (!(Calls.literal(values.get(0)).orElse(0) instanceof String)) {
            problems.add(values.get(0), "the name of a stage must be plain text in quotes, without ${…}");
        }
        List<String> contents = CONTENTS.stream()
                .filter(content -> find(seen, content).isPresent())
                .toList();
        if (contents.size() != 1) {
            problems.add(
                    stage,
                    "a stage needs exactly one of %s; this one has %s"
                            .formatted(
                                    String.join(", ", CONTENTS),
                                    contents.isEmpty() ? "none" : String.join(" and ", contents)));
            return;
        }
        SPLIT.forEach(content -> find(seen, content).ifPresent(call -> split(call, seen, nested)));
    }

    private void split(MethodCallExpression call, List<MethodCallExpression> seen, boolean nested) {
        if (nested) {
            problems.add(call, "%s cannot be inside of another parallel or matrix".formatted(name(call)));
        }
        for (String setting : List.of("agent", "tools")) {
            find(seen, setting)
                    .ifPresent(given -> problems.add(
                            given,
                            "%s is not allowed beside %s: give it to the stages in it".formatted(setting, name(call))));
        }
    }

    private void conditions(MethodCallExpression owner, Section section, List<MethodCallExpression> seen) {
        // Unknown ones count: they were reported already.
        long flags =
                seen.stream().filter(call -> name(call).startsWith("before")).count();
        long count = Calls.body(owner).map(Calls::statements).orElse(List.of()).size() - flags;
        if (name(owner).equals("not") && count != 1) {
            problems.add(owner, "not takes exactly one condition, %d are given".formatted(count));
        } else if (count == 0) {
            problems.add(
                    owner,
                    "%s holds no condition; known: %s".formatted(name(owner), String.join(", ", section.names())));
        }
    }

    private void agent(MethodCallExpression owner, List<MethodCallExpression> seen) {
        if (seen.size() != 1) {
            problems.add(
                    owner, "agent { … } needs exactly one of %s".formatted(String.join(", ", Section.AGENT.names())));
        }
    }

    private void require(MethodCallExpression owner, List<MethodCallExpression> seen, String... names) {
        for (String name : names) {
            if (find(seen, name).isEmpty()) {
                problems.add(owner, "%s needs %s".formatted(name(owner), name));
            }
        }
    }

    static Optional<MethodCallExpression> find(List<MethodCallExpression> seen, String name) {
        return seen.stream().filter(call -> name(call).equals(name)).findFirst();
    }

    private static String name(MethodCallExpression call) {
        return String.valueOf(call.getMethodAsString());
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.ANY_PARAMETER;
import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.BODY;
import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import groovy.lang.Closure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Steps that decide what runs when and where. */
final class FlowSteps {
    private static final String FAIL_FAST = "failFast";

    static final List<StepSpec> ALL = List.of(
            StepSpec.of("stage", FlowSteps::stage, Set.of(BODY), "name!", "concurrency number"),
            StepSpec.of("node", FlowSteps::node, Set.of(BODY), "label"),
            StepSpec.of("script", FlowSteps::body, Set.of(BODY)),
            StepSpec.of("timestamps", FlowSteps::body, Set.of(BODY)),
            StepSpec.of("ansiColor", FlowSteps::body, Set.of(BODY), "colorMapName!"),
            StepSpec.of("throttle", FlowSteps::body, Set.of(BODY), "categories! any"),
            StepSpec.of("wrap", FlowSteps::wrap, Set.of(BODY, ANY_PARAMETER)),
            StepSpec.of("parallel", FlowSteps::parallel, Set.of(ANY_PARAMETER)),
            StepSpec.of("timeout", FlowSteps::timeout, Set.of(BODY), "time! number", "unit", "activity flag"),
            StepSpec.of("retry", FlowSteps::retry, Set.of(BODY), "count! number", "conditions any"),
            StepSpec.of("dir", FlowSteps::dir, Set.of(BODY, NODE), "path!"),
            StepSpec.of("ws", FlowSteps::ws, Set.of(BODY, NODE), "dir!"),
            StepSpec.of("withEnv", FlowSteps::withEnv, Set.of(BODY), "overrides! any"));

    /** Steps that say by themselves that they run. */
    static final Set<String> QUIET = Set.of("stage", "script", "echo", "print", "println", "sh");

    private FlowSteps() {}

    /** Runs a body that has to end within a time. */
    static <T> T within(Build build, Arguments arguments, Callable<T> body) {
        Duration limit = Durations.of(arguments, "MINUTES");
        String why = "timeout: it took longer than " + Durations.words(arguments, "MINUTES");
        try (Cancellation inner = build.frame().cancellation().child()) {
            Cancellation.Registration timer = build.deadline(inner, limit, why);
            try {
                return build.within(build.frame().under(inner), body);
            } finally {
                timer.close();
            }
        }
    }

    /** Runs a body again, up to a number of times, while it fails. Not when it has to end. */
    static <T> T again(Build build, Arguments arguments, Callable<T> body) {
        int count = arguments.number("count", 0);
        if (count < 1) {
            throw arguments.fail("count of retry must be at least 1, is %d", count);
        }
        // They are about agents that are lost and restarts of Jenkins: no failure of a rehearsal is one of these.
        boolean conditions = arguments.value("conditions") instanceof Collection<?> given && !given.isEmpty();
        for (int attempt = 1; ; attempt++) {
            try {
                return build.within(build.frame(), body);
            } catch (Exception e) {
                if (attempt == count
                        || conditions
                        || build.frame().cancellation().cause().isPresent()) {
                    throw e;
                }
                build.output().warn("attempt %d of %d failed: %s".formatted(attempt, count, e.getMessage()));
            }
        }
    }

    /** Runs a body in a stage. */
    static <T> T inStage(Build build, int line, String name, Callable<T> body) {
        StageLog.Entry entry = build.stages().begin(name, build.frame().stages().size());
        build.output().stage(line, name);
        try {
            build.drills().stage(name, line);
            Frame inside = build.frame().inside(entry).with(Map.of("STAGE_NAME", name));
            return build.within(inside, body);
        } catch (Exception e) {
            entry.worsen(BuildResult.of(e));
            throw e;
        } catch (Error e) {
            entry.worsen(BuildResult.FAILURE);
            throw e;
        } finally {
            entry.end();
            build.output().stage(entry.timing());
        }
    }

    private static Object stage(Arguments arguments, Build build) {
        return inStage(build, arguments.line(), arguments.text("name"), code(arguments)::call);
    }

    private static Object node(Arguments arguments, Build build) {
        return build.within(build.frame().onNode(true), code(arguments)::call);
    }

    private static Object body(Arguments arguments, Build build) {
        return code(arguments).call();
    }

    private static Object parallel(Arguments arguments, Build build) {
        Map<String, Callable<Object>> branches = new LinkedHashMap<>();
        arguments.named().forEach((name, value) -> {
            if (value instanceof Closure<?> closure) {
                branches.put(name, closure::call);
            } else if (!FAIL_FAST.equals(name)) {
                throw arguments.fail("branch %s of parallel must be { … }, is %s", name, value);
            }
        });
        if (arguments.body().isPresent() || !arguments.positional().isEmpty()) {
            throw arguments.fail("parallel needs branches by name: parallel one: { … }, two: { … }");
        }
        return new Branches(build, arguments.flag(FAIL_FAST, false)).run(branches);
    }

    private static Object timeout(Arguments arguments, Build build) {
        return within(build, arguments, code(arguments)::call);
    }

    private static Object retry(Arguments arguments, Build build) {
        return again(build, arguments, code(arguments)::call);
    }

    private static Object dir(Arguments arguments, Build build) {
        return inside(arguments.text("path"), arguments, build);
    }

    private static Object ws(Arguments arguments, Build build) {
        return inside(arguments.text("dir"), arguments, build);
    }

    private static Object inside(String name, Arguments arguments, Build build) {
        Path path = build.frame().directory().resolve(name).normalize();
        return build.within(build.frame().in(path), code(arguments)::call);
    }

    /** Wrappers of plugins, by the names of their classes. */
    private static Object wrap(Arguments arguments, Build build) {
        Object what = arguments.positional().stream()
                .findFirst()
                .or(() -> Optional.ofNullable(arguments.value("$class")))
                .orElse(arguments.named());
        build.output().note("no effect here: wrap " + what);
        return code(arguments).call();
    }

    private static Object withEnv(Arguments arguments, Build build) {
        Map<String, String> set = new LinkedHashMap<>();
        for (String entry : arguments.texts("overrides")) {
            int sign = entry.indexOf('=');
            if (sign < 1) {
                throw arguments.fail("withEnv needs NAME=value, got '%s'", entry);
            }
            set.put(entry.substring(0, sign), entry.substring(sign + 1));
        }
        return build.within(build.frame().with(prepended(set, build)), code(arguments)::call);
    }

    /** {@code PATH+X=/a} puts a directory before the others. */
    private static Map<String, String> prepended(Map<String, String> set, Build build) {
        Map<String, String> all = new LinkedHashMap<>();
        set.forEach((name, value) -> {
            int plus = name.indexOf('+');
            String variable = plus < 1 ? name : name.substring(0, plus);
            String before = plus < 1
                    ? null
                    : all.getOrDefault(variable, build.environment().value(variable));
            all.put(variable, before == null ? value : value + ":" + before);
        });
        return all;
    }

    static Closure<?> code(Arguments arguments) {
        return arguments.body().orElseThrow();
    }
}

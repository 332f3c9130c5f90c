// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.BODY;

import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.WaitKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/** Steps that wait: for time, for a condition, for a lock. */
final class WaitSteps {
    private static final Duration FIRST_TRY = Duration.ofMillis(250);
    private static final Duration LAST_TRY = Duration.ofSeconds(15);
    private static final double SLOWER = 1.2;
    private static final String RESOURCE = "resource";
    private static final String LABEL = "label";

    static final List<StepSpec> ALL = List.of(
            StepSpec.of("sleep", WaitSteps::sleep, Set.of(), "time! number", "unit"),
            StepSpec.of("waitUntil", WaitSteps::waitUntil, Set.of(BODY), "initialRecurrencePeriod number", "quiet flag")
                    .namesEverything(),
            StepSpec.of(
                    "lock",
                    WaitSteps::lock,
                    Set.of(BODY),
                    RESOURCE,
                    LABEL,
                    "quantity number",
                    "variable",
                    "inversePrecedence flag",
                    "skipIfLocked flag",
                    "priority number",
                    "resourceSelectStrategy",
                    "extra any",
                    "reason"));

    private WaitSteps() {}

    private static Object sleep(Arguments arguments, Build build) {
        Duration duration = Durations.of(arguments, "SECONDS");
        long began = build.clock().nanos();
        String outcome = "ended";
        try {
            build.pause(duration);
        } catch (Interruption e) {
            outcome = String.valueOf(e.getMessage());
            throw e;
        } finally {
            String words = Durations.words(arguments, "SECONDS");
            build.recorder().waited(arguments.line(), WaitKind.SLEEP, words, began, outcome);
        }
        return null;
    }

    private static Object waitUntil(Arguments arguments, Build build) {
        long began = build.clock().nanos();
        int looks = 0;
        String outcome = "met";
        try {
            Duration wait = Duration.ofMillis(arguments.number("initialRecurrencePeriod", (int) FIRST_TRY.toMillis()));
            while (!met(arguments)) {
                looks++;
                build.pause(wait);
                Duration slower = Duration.ofMillis(1 + (long) (wait.toMillis() * SLOWER));
                wait = slower.compareTo(LAST_TRY) > 0 ? LAST_TRY : slower;
            }
            return null;
        } catch (Interruption e) {
            outcome = "not met: " + e.getMessage();
            throw e;
        } finally {
            String what = looks == 0 ? "a condition" : "a condition, looked at %d times".formatted(looks + 1);
            build.recorder().waited(arguments.line(), WaitKind.CONDITION, what, began, outcome);
        }
    }

    private static boolean met(Arguments arguments) {
        Object done = FlowSteps.code(arguments).call();
        if (!(done instanceof Boolean)) {
            throw arguments.fail("waitUntil must end in true or false, ended in %s", done);
        }
        return Boolean.TRUE.equals(done);
    }

    private static Object lock(Arguments arguments, Build build) {
        String resource = arguments.text(RESOURCE, "");
        String label = arguments.text(LABEL, "");
        if (resource.isEmpty() && label.isEmpty() && !arguments.has("extra")) {
            throw arguments.fail("lock needs resource or label");
        }
        if (!label.isEmpty()) {
            build.output()
                    .note("which resources have the label %s is not known here: it stands for one".formatted(label));
        }
        String name = resource.isEmpty() ? "label " + label : resource;
        if (arguments.flag("skipIfLocked", false) && build.lock(name).availablePermits() == 0) {
            build.output().note("lock %s is taken: its body is skipped".formatted(name));
            return null;
        }
        Map<String, String> variable = new LinkedHashMap<>();
        if (arguments.has("variable")) {
            variable.put(arguments.text("variable"), resource.isEmpty() ? label : resource);
        }
        Callable<Object> body = FlowSteps.code(arguments)::call;
        return locked(arguments, name, build, () -> build.within(build.frame().with(variable), body));
    }

    /** Runs a body while no other has the resource. */
    private static Object locked(Arguments arguments, String resource, Build build, Callable<Object> body) {
        Semaphore free = build.lock(resource);
        long began = build.clock().nanos();
        boolean waited = false;
        while (!free.tryAcquire()) {
            waited = true;
            build.await(SimulatedClock.FOR_EVER, () -> free.availablePermits() > 0);
        }
        if (waited) {
            build.recorder().waited(arguments.line(), WaitKind.LOCK, resource, began, "got it");
        }
        try {
            return build.within(build.frame(), body);
        } finally {
            free.release();
            build.clock().changed();
        }
    }
}

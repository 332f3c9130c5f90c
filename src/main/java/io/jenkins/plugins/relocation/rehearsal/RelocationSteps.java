// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Thresholds;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.model.step.StepResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The relocation steps: arguments to parameter records, records to the engine, results to maps. */
final class RelocationSteps {
    /** Name of the global variable that offers the same steps. */
    static final String GLOBAL = "relocation";

    private static final String PLAN = "plan";
    private static final String WAVE = "wave";
    private static final String INVENTORY = "inventory";
    private static final String EVACUATE = "evacuate";
    private static final String MOVES = "moves";
    private static final String RETURN_HOME = "returnHome";
    private static final String BALANCE = "balance";
    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";
    private static final String MINUTES = "minutes";
    private static final String GAIN = "gain";
    private static final String WORKLOAD = "workload";
    private static final String TO = "to";
    private static final String ACCEPT_LOSS = "acceptLoss";

    static final List<StepSpec> ALL = List.of(
            step(
                            "relocationPlan",
                            RelocationSteps::plan,
                            "inventory!",
                            "evacuate any",
                            "moves any",
                            RETURN_HOME,
                            "balance any",
                            "cpu number",
                            "memory number",
                            "minutes number",
                            "gain number")
                    .namesEverything(),
            step("precheck", RelocationSteps::precheck, "plan!", "wave number"),
            step("checkpoint", scoped(Steps::checkpoint), "plan!", "wave number"),
            step("relocate", scoped(Steps::relocate), "plan!", "wave number"),
            step("verify", scoped(Steps::verify), "plan!", "wave number"),
            step("rollback", RelocationSteps::rollback, "plan!", "wave number", WORKLOAD, TO, "acceptLoss any"));

    static final List<String> NAMES = ALL.stream().map(StepSpec::name).toList();

    private RelocationSteps() {}

    /** The name, when the global variable has a step of that name. */
    static String require(int line, String name) {
        if (!NAMES.contains(name)) {
            throw new StepFailure(unknown(name)).at(line);
        }
        return name;
    }

    /** Why the global variable has no step of that name. */
    static String unknown(String name) {
        return "%s has no step '%s'; known: %s%s"
                .formatted(GLOBAL, name, String.join(", ", NAMES), Suggestion.of(name, NAMES));
    }

    private static Object plan(Arguments arguments, Build build) {
        return result(build, (steps, caller) -> {
            PlanParameters parameters = new PlanParameters(
                    arguments.text(INVENTORY, ""),
                    arguments.texts(EVACUATE),
                    arguments.textMap(MOVES),
                    arguments.text(RETURN_HOME, ""),
                    arguments.texts(BALANCE),
                    arguments.number(CPU, Thresholds.DEFAULT.cpuPercent()),
                    arguments.number(MEMORY, Thresholds.DEFAULT.memoryPercent()),
                    arguments.number(MINUTES, Thresholds.DEFAULT.minutes()),
                    arguments.number(GAIN, Thresholds.DEFAULT.gainPercent()));
            return steps.plan(parameters, inventory(parameters.inventory(), build), caller);
        });
    }

    private static Object precheck(Arguments arguments, Build build) {
        return result(build, (steps, caller) -> {
            PrecheckResult result = steps.precheck(scope(arguments), caller);
            if (!result.passed()) {
                throw new RelocationException(Relocator.codeOf(result), blocking(result));
            }
            return result;
        });
    }

    private static Object rollback(Arguments arguments, Build build) {
        return result(
                build,
                (steps, caller) -> steps.rollback(
                        new RollbackParameters(
                                arguments.text(PLAN, ""),
                                arguments.number(WAVE, 0),
                                arguments.text(WORKLOAD, ""),
                                to(arguments),
                                arguments.texts(ACCEPT_LOSS)),
                        caller));
    }

    private static RollbackParameters.To to(Arguments arguments) {
        RollbackParameters.To[] known = RollbackParameters.To.values();
        String text = arguments.text(TO, word(RollbackParameters.To.SOURCE));
        return Arrays.stream(known)
                .filter(to -> word(to).equals(text))
                .findFirst()
                .orElseThrow(() -> arguments.fail(
                        "to of rollback cannot be '%s'; known: %s",
                        text, Arrays.stream(known).map(RelocationSteps::word).collect(Collectors.joining(", "))));
    }

    private static String word(RollbackParameters.To to) {
        return to.name().toLowerCase(Locale.ROOT);
    }

    private static Scope scope(Arguments arguments) {
        return new Scope(arguments.text(PLAN, ""), arguments.number(WAVE, 0));
    }

    private static StepSpec.Action scoped(ScopedStep step) {
        return (arguments, build) -> result(build, (steps, caller) -> step.run(steps, scope(arguments), caller));
    }

    private static Map<String, Object> result(Build build, Build.EngineCall<? extends StepResult> call) {
        try {
            StepResult result = build.engine(call);
            build.recorder().saw(result);
            return result.toMap();
        } catch (RelocationException | IllegalArgumentException e) {
            throw new StepFailure(e.getMessage(), e);
        }
    }

    private static String inventory(String name, Build build) {
        Path here = build.frame().directory().resolve(name);
        Path file = Files.exists(here) || build.options().workspace().isPresent() ? here : Path.of(name);
        try {
            return Files.readString(Files.exists(file) ? file : here);
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "cannot read the inventory %s in %s; give its path relative to the workspace"
                            .formatted(name, build.frame().directory()),
                    e);
        }
    }

    private static String blocking(PrecheckResult result) {
        List<Finding> found = result.findings().stream().filter(Finding::blocks).toList();
        return "precheck of plan %s: %d findings block it\n%s"
                .formatted(
                        result.plan(),
                        found.size(),
                        found.stream().map(RelocationSteps::describe).collect(Collectors.joining("\n")));
    }

    private static String describe(Finding finding) {
        String about = finding.workload().isEmpty() ? "" : " of " + finding.workload();
        return "  %s: %s%s on %s: %s; %s"
                .formatted(
                        finding.verdict().name().toLowerCase(Locale.ROOT),
                        finding.check(),
                        about,
                        finding.host(),
                        finding.message(),
                        finding.remedy());
    }

    private static StepSpec step(String name, StepSpec.Action action, String... parameters) {
        return StepSpec.of(name, action, Set.of(), parameters);
    }

    /** A step that works on a scope. */
    @FunctionalInterface
    private interface ScopedStep {
        StepResult run(Steps steps, Scope scope, Caller caller);
    }
}

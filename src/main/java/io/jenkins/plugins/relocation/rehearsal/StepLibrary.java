// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All steps that a rehearsal knows. */
final class StepLibrary {
    /** Steps around a body that Jenkins also takes as options of a pipeline or stage: they need no agent. */
    static final String[] WRAPPERS = {
        "timeout",
        "retry",
        "timestamps",
        "ansiColor",
        "lock",
        "catchError",
        "warnError",
        "withCredentials",
        "withEnv",
        "throttle"
    };

    /** Steps of ours that are there in Jenkins and not yet in the rehearsal. */
    private static final Set<String> LATER = Set.of("relocationApproval", "maintenanceWindow");

    private final Map<String, StepSpec> specs = new LinkedHashMap<>();

    StepLibrary() {
        Stream.of(
                        RelocationSteps.ALL,
                        FlowSteps.ALL,
                        WaitSteps.ALL,
                        ErrorSteps.ALL,
                        ShellSteps.ALL,
                        FileSteps.ALL,
                        StashSteps.ALL,
                        DataSteps.ALL,
                        CredentialSteps.ALL,
                        InputSteps.ALL,
                        LibrarySteps.ALL,
                        NoticeSteps.ALL)
                .flatMap(List::stream)
                .forEach(spec -> specs.put(spec.name(), spec));
    }

    Optional<StepSpec> find(String name) {
        return Optional.ofNullable(specs.get(name));
    }

    /** Whether the step can be an option of a pipeline or stage. */
    boolean wraps(String name) {
        return List.of(WRAPPERS).contains(name);
    }

    /** Why there is no such step. */
    String unknown(String name, Set<String> variables) {
        if (LATER.contains(name)) {
            return "step '%s' cannot be rehearsed yet: this version knows %s"
                    .formatted(name, String.join(", ", RelocationSteps.NAMES));
        }
        if (Describables.knows(name)) {
            return "'%s' is not a step: it belongs into parameters, options or properties".formatted(name);
        }
        Set<String> near = new LinkedHashSet<>(specs.keySet());
        near.addAll(variables);
        return "unknown step '%s'%s".formatted(name, Suggestion.of(name, near));
    }

    /** Runs a step. */
    Object call(String name, Arguments given, Build build) {
        StepSpec spec = find(name)
                .orElseThrow(
                        () -> given.fail("%s", unknown(name, build.variables().keySet())));
        build.frame().cancellation().check();
        Arguments arguments = spec.check(given);
        if (spec.needs(StepSpec.Need.NODE) && !build.frame().node()) {
            throw given.fail("%s needs an agent: put it into node { … }, or into a stage with an agent", name);
        }
        if (!FlowSteps.QUIET.contains(name)) {
            build.output().step(given.line(), name, spec.detail(arguments));
        }
        build.drills().step(name, given.line());
        try {
            return spec.action().run(arguments, build);
        } catch (StepFailure failure) {
            throw failure.at(given.line());
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
    }
}

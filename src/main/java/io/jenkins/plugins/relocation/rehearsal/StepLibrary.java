// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All steps that a rehearsal knows. */
final class StepLibrary {
    /** Steps of ours that are there in Jenkins and not yet in the rehearsal. */
    private static final Set<String> LATER = Set.of("relocationApproval", "maintenanceWindow");

    /** Names that describe something for another step or directive and do nothing by themselves. */
    private static final Set<String> DESCRIPTIONS = Set.of(
            "parameters",
            "string",
            "booleanParam",
            "choice",
            "text",
            "password",
            "buildDiscarder",
            "logRotator",
            "disableConcurrentBuilds",
            "disableResume",
            "durabilityHint",
            "pipelineTriggers",
            "cron",
            "pollSCM",
            "upstream",
            "credentials");

    private final Map<String, StepSpec> specs = new LinkedHashMap<>();

    StepLibrary() {
        Stream.of(
                        RelocationSteps.ALL,
                        FlowSteps.ALL,
                        ErrorSteps.ALL,
                        ShellSteps.ALL,
                        FileSteps.ALL,
                        InputSteps.ALL,
                        NoticeSteps.ALL)
                .flatMap(List::stream)
                .forEach(spec -> specs.put(spec.name(), spec));
    }

    Optional<StepSpec> find(String name) {
        return Optional.ofNullable(specs.get(name));
    }

    Collection<String> names() {
        return specs.keySet();
    }

    boolean describes(String name) {
        return DESCRIPTIONS.contains(name) && !specs.containsKey(name);
    }

    /** Why there is no such step. */
    String unknown(String name) {
        if (LATER.contains(name)) {
            return "step '%s' cannot be rehearsed yet: this version knows %s"
                    .formatted(name, String.join(", ", RelocationSteps.NAMES));
        }
        if (DESCRIPTIONS.contains(name)) {
            return "'%s' is not a step: it belongs into parameters, options or properties".formatted(name);
        }
        return "unknown step '%s'%s".formatted(name, Suggestion.of(name, specs.keySet()));
    }

    /** Runs a step. */
    Object call(String name, Arguments given, Build build) {
        StepSpec spec = find(name).orElseThrow(() -> given.fail("%s", unknown(name)));
        build.frame().cancellation().check();
        Arguments arguments = spec.check(given);
        if (spec.needs(StepSpec.Need.NODE) && !build.frame().node()) {
            throw given.fail("%s needs an agent: put it into node { … }, or into a stage with an agent", name);
        }
        if (!FlowSteps.QUIET.contains(name)) {
            build.output().step(given.line(), name, spec.detail(arguments));
        }
        try {
            return spec.action().run(arguments, build);
        } catch (StepFailure failure) {
            throw failure.at(given.line());
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
    }
}

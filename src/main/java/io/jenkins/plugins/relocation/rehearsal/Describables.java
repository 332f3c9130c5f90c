// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Names that describe something for a step or directive and do nothing by themselves, with what they take. */
final class Describables {
    /** Kinds of build and input parameters. */
    static final Map<String, StepSpec> PARAMETERS = table(
            StepSpec.describing("string", "name!", "defaultValue", "description", "trim flag"),
            StepSpec.describing("text", "name!", "defaultValue", "description", "trim flag"),
            StepSpec.describing("booleanParam", "name!", "defaultValue flag", "description"),
            StepSpec.describing("choice", "name!", "choices! any", "description"),
            StepSpec.describing("password", "name!", "defaultValue", "description"),
            StepSpec.describing("file", "name!", "description"),
            StepSpec.describing("run", "name!", "projectName!", "filter", "description"),
            StepSpec.describing(
                    "credentials", "name!", "defaultValue", "description", "credentialType", "required flag"));

    /** Options of pipelines that are no steps around a body. */
    static final Map<String, StepSpec> OPTIONS = table(
            StepSpec.describing("disableConcurrentBuilds", "abortPrevious flag"),
            StepSpec.describing("buildDiscarder", "strategy! any"),
            StepSpec.describing("skipDefaultCheckout", "skipDefaultCheckout flag"),
            StepSpec.describing("skipStagesAfterUnstable", "skipStagesAfterUnstable flag"),
            StepSpec.describing("parallelsAlwaysFailFast", "parallelsAlwaysFailFast flag"),
            StepSpec.describing("disableResume"),
            StepSpec.describing("disableRestartFromStage"),
            StepSpec.describing("newContainerPerStage"),
            StepSpec.describing("preserveStashes", "buildCount number"),
            StepSpec.describing("quietPeriod", "quietPeriod! number"),
            StepSpec.describing("checkoutToSubdirectory", "subdirectory!"),
            StepSpec.describing("durabilityHint", "hint!"),
            StepSpec.describing("overrideIndexTriggers", "enableTriggers! flag"),
            StepSpec.describing("copyArtifactPermission", "projectNames!"),
            StepSpec.describing("rateLimitBuilds", "throttle! any"));

    /** Options that a stage can have, too, beside steps around a body. */
    static final Map<String, StepSpec> STAGE_OPTIONS = some(OPTIONS, "skipDefaultCheckout", "checkoutToSubdirectory");

    static final Map<String, StepSpec> TRIGGERS = table(
            StepSpec.describing("cron", "spec!"),
            StepSpec.describing("pollSCM", "scmpoll_spec!", "ignorePostCommitHooks flag"),
            StepSpec.describing("upstream", "upstreamProjects!", "threshold any"),
            StepSpec.describing("githubPush"));

    /** Conditions of {@code when} that hold no others. */
    static final Map<String, StepSpec> CONDITIONS = table(
            StepSpec.describing("environment", "name!", "value!", "ignoreCase flag")
                    .namesEverything(),
            StepSpec.describing("equals", "expected! any", "actual! any").namesEverything(),
            StepSpec.describing("branch", "pattern!", "comparator"),
            StepSpec.describing("tag", "pattern", "comparator"),
            StepSpec.describing("buildingTag"),
            StepSpec.describing(
                            "changeRequest",
                            "id",
                            "target",
                            "branch",
                            "fork",
                            "url",
                            "title",
                            "author",
                            "authorDisplayName",
                            "authorEmail",
                            "comparator")
                    .namesEverything(),
            StepSpec.describing("triggeredBy", "cause!", "detail"),
            StepSpec.describing("changeset", "pattern!", "comparator", "caseSensitive flag"),
            StepSpec.describing("changelog", "pattern!"),
            StepSpec.describing("isRestartedRun"));

    /** What {@code withCredentials} binds. */
    static final Map<String, StepSpec> BINDINGS = table(
            StepSpec.describing("usernamePassword", "credentialsId!", "usernameVariable!", "passwordVariable!"),
            StepSpec.describing("usernameColonPassword", "credentialsId!", "variable!"),
            StepSpec.describing("string", "credentialsId!", "variable!"),
            StepSpec.describing("file", "credentialsId!", "variable!"),
            StepSpec.describing("zip", "credentialsId!", "variable!"),
            StepSpec.describing(
                    "sshUserPrivateKey",
                    "credentialsId!",
                    "keyFileVariable!",
                    "usernameVariable",
                    "passphraseVariable"),
            StepSpec.describing(
                    "certificate", "credentialsId!", "keystoreVariable!", "aliasVariable", "passwordVariable"));

    private static final Map<String, StepSpec> OTHERS = table(
            StepSpec.describing("parameters", "parameterDefinitions! any"),
            StepSpec.describing("pipelineTriggers", "triggers! any"),
            StepSpec.describing(
                            "logRotator",
                            "numToKeepStr",
                            "daysToKeepStr",
                            "artifactNumToKeepStr",
                            "artifactDaysToKeepStr")
                    .and("removeLastBuild flag"),
            StepSpec.describing("ansiColor", "colorMapName"),
            StepSpec.describing("scmGit", "branches any", "extensions any", "userRemoteConfigs any"));

    /** Where a library comes from, and how Git checks out: nothing is fetched here, whatever they say. */
    private static final Map<String, StepSpec> SOURCES = anything(
            "modernSCM",
            "legacySCM",
            "cloneOption",
            "checkoutOption",
            "cleanBeforeCheckout",
            "cleanAfterCheckout",
            "localBranch",
            "lfs",
            "pruneStaleBranch",
            "pruneTags",
            "submodule");

    /** To whom {@code emailext} writes: nothing is sent here. */
    private static final Map<String, StepSpec> RECIPIENTS = anything(
            "developers",
            "requestor",
            "culprits",
            "contributor",
            "upstreamDevelopers",
            "brokenBuildSuspects",
            "brokenTestsSuspects",
            "buildUser");

    /** For which failures {@code retry} runs its body again. */
    private static final Set<String> FAILURES = Set.of("agent", "kubernetesAgent", "nonresumable");

    private static final List<Map<String, StepSpec>> ALL =
            List.of(PARAMETERS, OPTIONS, TRIGGERS, BINDINGS, OTHERS, SOURCES, RECIPIENTS);

    private Describables() {}

    static boolean knows(String name) {
        return ALL.stream().anyMatch(table -> table.containsKey(name));
    }

    /** Whether the name, called without anything, says for which failures {@code retry} runs its body again. */
    static boolean isFailure(String name) {
        return FAILURES.contains(name);
    }

    /** What the name takes, when it means one thing only. */
    static Optional<StepSpec> only(String name) {
        // Kinds of parameters have other meanings elsewhere: credentials('id') in an environment, string(name: 'X',
        // value: 'y') for another build.
        return PARAMETERS.containsKey(name)
                ? Optional.empty()
                : ALL.stream()
                        .filter(table -> table.containsKey(name))
                        .map(table -> table.get(name))
                        .findFirst();
    }

    /** A table of the steps and descriptions given. */
    static Map<String, StepSpec> table(StepSpec... specs) {
        Map<String, StepSpec> table = new LinkedHashMap<>();
        Stream.of(specs).forEach(spec -> table.put(spec.name(), spec));
        return table;
    }

    private static Map<String, StepSpec> anything(String... names) {
        return table(Stream.of(names)
                .map(name -> StepSpec.of(name, (arguments, build) -> null, Set.of(StepSpec.Need.ANY_PARAMETER)))
                .toArray(StepSpec[]::new));
    }

    private static Map<String, StepSpec> some(Map<String, StepSpec> from, String... names) {
        return table(Stream.of(names).map(from::get).toArray(StepSpec[]::new));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parts of a declarative pipeline and what each may hold. */
enum Section {
    /** Holds nothing but arguments. */
    VALUE,
    /** Holds steps. */
    STEPS,
    /** Holds any Groovy code. */
    EXPRESSION,
    /** Holds assignments. */
    ENVIRONMENT,
    /** Is known to Jenkins and not to the rehearsal. */
    UNSUPPORTED,
    /** Holds tools by any name. */
    TOOLS,
    TRIGGERS(names(VALUE, "cron", "pollSCM", "upstream")),
    PARAMETERS(names(VALUE, Parameters.KINDS)),
    AGENT_NODE(names(VALUE, "label", "customWorkspace")),
    AGENT(names(VALUE, "label"), names(AGENT_NODE, "node"), names(UNSUPPORTED, "docker", "dockerfile", "kubernetes")),
    OPTIONS(names(
            VALUE,
            "timeout",
            "retry",
            "timestamps",
            "disableConcurrentBuilds",
            "buildDiscarder",
            "skipDefaultCheckout",
            "skipStagesAfterUnstable",
            "parallelsAlwaysFailFast",
            "disableResume",
            "disableRestartFromStage",
            "preserveStashes",
            "quietPeriod",
            "durabilityHint",
            "ansiColor",
            "lock")),
    STAGE_OPTIONS(names(VALUE, "timeout", "retry", "timestamps", "skipDefaultCheckout", "ansiColor", "lock")),
    INPUT(names(VALUE, "message", "id", "ok", "submitter", "submitterParameter"), names(PARAMETERS, "parameters")),
    WHEN(
            names(EXPRESSION, "expression"),
            names(VALUE, "environment", "equals", "branch", "tag", "buildingTag", "changeRequest", "triggeredBy"),
            names(VALUE, "beforeAgent", "beforeInput", "beforeOptions"),
            names(UNSUPPORTED, "changelog", "changeset", "isRestartedRun"),
            itself("not", "allOf", "anyOf")),
    POST(names(STEPS, PostConditions.ORDER)),
    STAGE,
    STAGES,
    PARALLEL,
    PIPELINE(
            names(AGENT, "agent"),
            names(TOOLS, "tools"),
            names(OPTIONS, "options"),
            names(PARAMETERS, "parameters"),
            names(ENVIRONMENT, "environment"),
            names(TRIGGERS, "triggers"),
            names(STAGES, "stages"),
            names(POST, "post"),
            names(UNSUPPORTED, "libraries"));

    static {
        STAGES.children.putAll(names(STAGE, "stage"));
        PARALLEL.children.putAll(names(STAGE, "stage"));
        STAGE.children.putAll(names(AGENT, "agent"));
        STAGE.children.putAll(names(TOOLS, "tools"));
        STAGE.children.putAll(names(STAGE_OPTIONS, "options"));
        STAGE.children.putAll(names(ENVIRONMENT, "environment"));
        STAGE.children.putAll(names(WHEN, "when"));
        STAGE.children.putAll(names(INPUT, "input"));
        STAGE.children.putAll(names(STEPS, "steps"));
        STAGE.children.putAll(names(STAGES, "stages"));
        STAGE.children.putAll(names(PARALLEL, "parallel"));
        STAGE.children.putAll(names(UNSUPPORTED, "matrix"));
        STAGE.children.putAll(names(VALUE, "failFast"));
        STAGE.children.putAll(names(POST, "post"));
    }

    private final Map<String, Section> children = new LinkedHashMap<>();

    @SafeVarargs
    @SuppressWarnings("varargs")
    Section(Map<String, Section>... groups) {
        for (Map<String, Section> group : groups) {
            group.forEach((name, section) -> children.put(name, section == null ? this : section));
        }
    }

    /** The part that a name stands for in this one; empty: the name is not known here. */
    Optional<Section> child(String name) {
        return this == TOOLS ? Optional.of(VALUE) : Optional.ofNullable(children.get(name));
    }

    /** All names that this part may hold. */
    Collection<String> names() {
        return children.keySet();
    }

    /** Whether a name may stand more than once in this part. */
    boolean repeats() {
        return switch (this) {
            case STAGES, PARALLEL, PARAMETERS, TOOLS, TRIGGERS, WHEN -> true;
            default -> false;
        };
    }

    private static Map<String, Section> names(Section section, String... names) {
        Map<String, Section> group = new LinkedHashMap<>();
        Arrays.stream(names).forEach(name -> group.put(name, section));
        return group;
    }

    private static Map<String, Section> itself(String... names) {
        return names(null, names);
    }
}

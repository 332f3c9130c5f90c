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
    /** Holds directives of any name, with a value each. */
    SETTINGS,
    /** Holds tools by any name. */
    TOOLS,
    LIBRARIES(names(VALUE, "lib")),
    TRIGGERS(names(VALUE, Describables.TRIGGERS)),
    PARAMETERS(names(VALUE, Describables.PARAMETERS)),
    AGENT_LABEL(names(VALUE, "label", "customWorkspace", "retries")),
    AGENT_NODE(names(VALUE, "label", "customWorkspace", "retries")),
    AGENT_DOCKER(
            names(VALUE, "image", "label", "args", "customWorkspace", "reuseNode", "alwaysPull"),
            names(VALUE, "registryUrl", "registryCredentialsId")),
    AGENT_DOCKERFILE(
            names(VALUE, "filename", "dir", "label", "args", "additionalBuildArgs", "customWorkspace", "reuseNode"),
            names(VALUE, "registryUrl", "registryCredentialsId")),
    AGENT(
            names(AGENT_LABEL, "label"),
            names(AGENT_NODE, "node"),
            names(AGENT_DOCKER, "docker"),
            names(AGENT_DOCKERFILE, "dockerfile"),
            names(SETTINGS, "kubernetes")),
    OPTIONS(names(VALUE, Describables.OPTIONS), names(VALUE, StepLibrary.WRAPPERS)),
    STAGE_OPTIONS(names(VALUE, Describables.STAGE_OPTIONS), names(VALUE, StepLibrary.WRAPPERS)),
    INPUT(names(VALUE, "message", "id", "ok", "submitter", "submitterParameter"), names(PARAMETERS, "parameters")),
    /** Conditions inside of others. */
    CONDITIONS(names(EXPRESSION, "expression"), names(VALUE, Describables.CONDITIONS), itself("not", "allOf", "anyOf")),
    WHEN(
            names(EXPRESSION, "expression"),
            names(VALUE, Describables.CONDITIONS),
            names(VALUE, "beforeAgent", "beforeInput", "beforeOptions"),
            names(CONDITIONS, "not", "allOf", "anyOf")),
    POST(names(STEPS, PostConditions.ORDER)),
    AXIS(names(VALUE, "name", "values")),
    AXES(names(AXIS, "axis")),
    EXCLUDED_AXIS(names(VALUE, "name", "values", "notValues")),
    EXCLUDE(names(EXCLUDED_AXIS, "axis")),
    EXCLUDES(names(EXCLUDE, "exclude")),
    STAGE,
    STAGES,
    PARALLEL,
    MATRIX(names(AXES, "axes"), names(EXCLUDES, "excludes")),
    PIPELINE(
            names(AGENT, "agent"),
            names(TOOLS, "tools"),
            names(OPTIONS, "options"),
            names(PARAMETERS, "parameters"),
            names(ENVIRONMENT, "environment"),
            names(TRIGGERS, "triggers"),
            names(STAGES, "stages"),
            names(POST, "post"),
            names(LIBRARIES, "libraries"));

    static {
        STAGES.children.putAll(names(STAGE, "stage"));
        PARALLEL.children.putAll(names(STAGE, "stage"));
        for (Section each : new Section[] {STAGE, MATRIX}) {
            each.children.putAll(names(AGENT, "agent"));
            each.children.putAll(names(TOOLS, "tools"));
            each.children.putAll(names(STAGE_OPTIONS, "options"));
            each.children.putAll(names(ENVIRONMENT, "environment"));
            each.children.putAll(names(WHEN, "when"));
            each.children.putAll(names(INPUT, "input"));
            each.children.putAll(names(STAGES, "stages"));
            each.children.putAll(names(POST, "post"));
        }
        STAGE.children.putAll(names(STEPS, "steps"));
        STAGE.children.putAll(names(PARALLEL, "parallel"));
        STAGE.children.putAll(names(MATRIX, "matrix"));
        STAGE.children.putAll(names(VALUE, "failFast"));
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
        return this == TOOLS || this == SETTINGS ? Optional.of(VALUE) : Optional.ofNullable(children.get(name));
    }

    /** All names that this part may hold. */
    Collection<String> names() {
        return children.keySet();
    }

    /** What a directive of this part takes, when that is known. */
    Optional<StepSpec> spec(String name, StepLibrary library) {
        return switch (this) {
            case PARAMETERS -> Optional.ofNullable(Describables.PARAMETERS.get(name));
            case TRIGGERS -> Optional.ofNullable(Describables.TRIGGERS.get(name));
            case WHEN, CONDITIONS -> Optional.ofNullable(Describables.CONDITIONS.get(name));
            case OPTIONS, STAGE_OPTIONS ->
                Optional.ofNullable(Describables.OPTIONS.get(name))
                        .or(() -> library.find(name).map(StepSpec::withoutBody));
            default -> Optional.empty();
        };
    }

    /** Whether a name may stand more than once in this part. */
    boolean repeats() {
        return switch (this) {
            case STAGES, PARALLEL, PARAMETERS, WHEN, CONDITIONS, LIBRARIES, AXES, EXCLUDES, EXCLUDE -> true;
            default -> false;
        };
    }

    /** Whether braces may be left out. */
    boolean bodyOptional() {
        return switch (this) {
            case VALUE, AGENT, AGENT_LABEL, AGENT_DOCKER, AGENT_DOCKERFILE -> true;
            default -> false;
        };
    }

    private static Map<String, Section> names(Section section, Map<String, ?> table) {
        return names(section, table.keySet().toArray(String[]::new));
    }

    private static Map<String, Section> names(Section section, String... names) {
        Map<String, Section> group = new LinkedHashMap<>();
        Arrays.stream(names).forEach(name -> group.put(name, section));
        return group;
    }

    private static Map<String, Section> itself(String... names) {
        return names((Section) null, names);
    }
}

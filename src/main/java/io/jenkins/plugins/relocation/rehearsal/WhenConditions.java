// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;

/** Evaluates {@code when}. */
final class WhenConditions {
    /** Why a stage is skipped whose conditions are not met, in Jenkins's words. */
    static final String NOT_MET = "due to when conditional";

    private static final String VALUE = "value";
    private static final String COMPARATOR = "comparator";
    private static final List<String> COMPARATORS = List.of("GLOB", "REGEXP", "EQUALS");

    /** Variables of a change request by parameter of the condition. */
    private static final Map<String, String> CHANGE = Map.of(
            "id", "CHANGE_ID",
            "target", "CHANGE_TARGET",
            "branch", "CHANGE_BRANCH",
            "fork", "CHANGE_FORK",
            "url", "CHANGE_URL",
            "title", "CHANGE_TITLE",
            "author", "CHANGE_AUTHOR",
            "authorDisplayName", "CHANGE_AUTHOR_DISPLAY_NAME",
            "authorEmail", "CHANGE_AUTHOR_EMAIL");

    private final Build build;
    private final Optional<Directive> when;

    WhenConditions(Build build, Optional<Directive> when) {
        this.build = build;
        this.when = when;
    }

    /** Whether {@code beforeAgent}, {@code beforeInput} or {@code beforeOptions} is there and says true. */
    boolean says(String flag) {
        return when.filter(directive ->
                        Boolean.TRUE.equals(directive.arguments().named().get(flag)))
                .isPresent();
    }

    /** Whether all conditions are met. */
    boolean met() {
        return when.isEmpty()
                || when.get().children(build).all().stream()
                        .filter(directive -> !directive.name().startsWith("before"))
                        .allMatch(this::met);
    }

    private boolean met(Directive condition) {
        Arguments arguments = condition.arguments();
        return switch (condition.name()) {
            case "expression" -> isTrue(condition);
            case "environment" -> environment(arguments);
            case "equals" -> equal(arguments);
            case "not" -> condition.children(build).all().stream().noneMatch(this::met);
            case "allOf" -> condition.children(build).all().stream().allMatch(this::met);
            case "anyOf" -> condition.children(build).all().stream().anyMatch(this::met);
            case "branch" -> branch(arguments.naming("pattern"));
            case "tag" -> tag(arguments.naming("pattern"));
            case "buildingTag" -> variable("TAG_NAME").isPresent();
            case "changeRequest" -> changeRequest(arguments);
            case "triggeredBy" -> triggered(arguments.naming("cause"));
            case "changeset", "changelog" -> nothingChanged(condition.name());
            case "isRestartedRun" -> false;
            default -> throw arguments.fail("unknown condition '%s'", condition.name());
        };
    }

    private static boolean isTrue(Directive condition) {
        return DefaultTypeTransformation.castToBoolean(condition.body().call());
    }

    private boolean environment(Arguments arguments) {
        String actual = Objects.requireNonNullElse(build.environment().value(arguments.text("name")), "");
        String expected = arguments.text(VALUE);
        return arguments.flag("ignoreCase", false) ? actual.equalsIgnoreCase(expected) : actual.equals(expected);
    }

    private static boolean equal(Arguments arguments) {
        return DefaultTypeTransformation.compareEqual(arguments.value("expected"), arguments.value("actual"));
    }

    private boolean branch(Arguments arguments) {
        return variable("BRANCH_NAME")
                .or(() -> variable("GIT_LOCAL_BRANCH"))
                .filter(name -> matches(name, arguments.text("pattern"), arguments, "GLOB"))
                .isPresent();
    }

    private boolean tag(Arguments arguments) {
        String pattern = arguments.text("pattern", "");
        return variable("TAG_NAME")
                .filter(name -> pattern.isEmpty() || matches(name, pattern, arguments, "GLOB"))
                .isPresent();
    }

    private boolean changeRequest(Arguments arguments) {
        if (variable("CHANGE_ID").isEmpty()) {
            return false;
        }
        return arguments.named().keySet().stream()
                .filter(CHANGE::containsKey)
                .allMatch(name ->
                        matches(variable(CHANGE.get(name)).orElse(""), arguments.text(name), arguments, "EQUALS"));
    }

    /** Jenkins compares the names of the classes of causes, without regard to case. */
    private boolean triggered(Arguments arguments) {
        String cause = build.options().scene().cause();
        String expected = arguments.text("cause");
        if (cause.equals(expected) && cause.equals("UserIdCause")) {
            return !arguments.has("detail") || arguments.text("detail").equals(build.user());
        }
        return cause.toLowerCase(Locale.ROOT).matches("\\.*" + expected.toLowerCase(Locale.ROOT) + ".*");
    }

    private boolean nothingChanged(String condition) {
        build.output()
                .note("%s is not met: a rehearsal knows no changes, as the first build of a job".formatted(condition));
        return false;
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(build.environment().value(name)).filter(text -> !text.isBlank());
    }

    /** Ant's patterns: {@code *} within a part, {@code **} over parts; or equal text, or a regular expression. */
    private static boolean matches(String actual, String pattern, Arguments arguments, String otherwise) {
        String comparator = arguments.text(COMPARATOR, otherwise);
        if (!COMPARATORS.contains(comparator)) {
            throw arguments.fail(
                    "comparator of %s cannot be '%s'; known: %s", arguments.owner(), comparator, COMPARATORS);
        }
        return switch (comparator) {
            case "EQUALS" -> actual.equals(pattern);
            case "REGEXP" -> actual.matches(pattern);
            default -> Globs.matches(pattern, actual, false);
        };
    }
}

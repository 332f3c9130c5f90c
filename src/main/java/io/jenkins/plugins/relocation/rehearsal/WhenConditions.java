// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;

/** Evaluates {@code when}. */
final class WhenConditions {
    private static final String VALUE = "value";

    private final Build build;

    WhenConditions(Build build) {
        this.build = build;
    }

    /** Whether all conditions are met. */
    boolean met(Directive.Directives when) {
        return when.all().stream()
                .filter(directive -> !directive.name().startsWith("before"))
                .allMatch(this::met);
    }

    private boolean met(Directive condition) {
        Arguments arguments = condition.arguments();
        return switch (condition.name()) {
            case "expression" -> isTrue(condition);
            case "environment" -> environment(arguments);
            case "equals" -> equal(arguments);
            case "not" -> !single(condition);
            case "allOf" -> condition.children(build).all().stream().allMatch(this::met);
            case "anyOf" -> condition.children(build).all().stream().anyMatch(this::met);
            case "branch" -> matches("BRANCH_NAME", arguments.naming("pattern"));
            case "tag" -> matches("TAG_NAME", arguments.naming("pattern"));
            case "buildingTag" -> build.environment().value("TAG_NAME") != null;
            case "changeRequest" -> build.environment().value("CHANGE_ID") != null;
            case "triggeredBy" -> arguments.naming("cause").text("cause").equals("UserIdCause");
            default -> throw arguments.fail("unknown condition '%s'", condition.name());
        };
    }

    private boolean isTrue(Directive condition) {
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

    private boolean single(Directive not) {
        Directive.Directives inside = not.children(build);
        if (inside.all().size() != 1) {
            throw not.arguments()
                    .fail(
                            "not takes exactly one condition, %d are given",
                            inside.all().size());
        }
        return met(inside.all().get(0));
    }

    /** Ant's patterns: {@code *} within a part, {@code **} over parts; or equal text, or a regular expression. */
    private boolean matches(String variable, Arguments arguments) {
        String actual = build.environment().value(variable);
        String pattern = arguments.text("pattern");
        if (actual == null) {
            return false;
        }
        return switch (arguments.text("comparator", "GLOB")) {
            case "EQUALS" -> actual.equals(pattern);
            case "REGEXP" -> actual.matches(pattern);
            default -> actual.matches(glob(pattern));
        };
    }

    private static String glob(String pattern) {
        return Pattern.compile("\\*\\*|\\*|\\?|[^*?]+")
                .matcher(pattern)
                .results()
                .map(part -> switch (part.group()) {
                    case "**" -> ".*";
                    case "*" -> "[^/]*";
                    case "?" -> "[^/]";
                    default -> Pattern.quote(part.group());
                })
                .collect(Collectors.joining());
    }
}

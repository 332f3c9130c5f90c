// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Build and input parameters: their definitions and values. */
final class Parameters {
    private Parameters() {}

    /** Declares build parameters. From now on the build has exactly these, with the values given or their defaults. */
    static void declare(List<Directive> definitions, Build build) {
        Map<String, Object> given = new LinkedHashMap<>(build.parameters());
        Map<String, Object> values = values(definitions, given, build);
        build.parameters().clear();
        build.parameters().putAll(values);
    }

    /** A value for each definition. */
    static Map<String, Object> values(List<Directive> definitions, Map<String, ?> given, Build build) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Directive written : definitions) {
            Directive definition = checked(written);
            String name = definition.arguments().text("name");
            Object value = given.get(name);
            values.put(name, value == null ? initial(definition) : read(definition, name, value.toString()));
            if (definition.name().equals("password")) {
                build.output().hide(values.get(name).toString());
            }
        }
        for (String name : given.keySet()) {
            if (!values.containsKey(name)) {
                throw new StepFailure("parameter '%s' is given and not declared; declared: %s%s"
                        .formatted(name, values.keySet(), Suggestion.of(name, values.keySet())));
            }
        }
        return values;
    }

    private static Directive checked(Directive definition) {
        StepSpec spec = Describables.PARAMETERS.get(definition.name());
        if (spec == null) {
            throw definition
                    .arguments()
                    .fail(
                            "'%s' is no kind of parameter; known: %s",
                            definition.name(), Describables.PARAMETERS.keySet());
        }
        return new Directive(definition.line(), definition.name(), spec.check(definition.arguments()));
    }

    private static Object initial(Directive definition) {
        Arguments arguments = definition.arguments();
        return switch (definition.name()) {
            case "booleanParam" -> arguments.flag("defaultValue", false);
            case "choice" -> choices(definition).get(0);
            default -> arguments.text("defaultValue", "");
        };
    }

    private static Object read(Directive definition, String name, String text) {
        return switch (definition.name()) {
            case "booleanParam" -> {
                one(definition, name, text, List.of("true", "false"));
                yield Boolean.valueOf(text);
            }
            case "choice" -> one(definition, name, text, choices(definition));
            default -> definition.arguments().flag("trim", false) ? text.trim() : text;
        };
    }

    private static String one(Directive definition, String name, String text, List<String> known) {
        if (!known.contains(text)) {
            throw definition.arguments().fail("parameter %s cannot be '%s'; known: %s", name, text, known);
        }
        return text;
    }

    /** Choices as a list, or as text with one on each line. */
    private static List<String> choices(Directive definition) {
        Arguments arguments = definition.arguments();
        List<String> all = arguments.value("choices") instanceof CharSequence text
                ? text.toString().lines().toList()
                : arguments.texts("choices");
        if (all.isEmpty()) {
            throw arguments.fail("choice needs choices: ['a', 'b']");
        }
        return all;
    }

    /** Asks for each value that has no answer yet. */
    static Map<String, String> ask(List<Directive> definitions, Function<String, String> question) {
        Map<String, String> typed = new LinkedHashMap<>();
        for (Directive written : definitions) {
            Directive definition = checked(written);
            String name = definition.arguments().text("name");
            String text = question.apply("%s [%s]".formatted(name, initial(definition)));
            if (!text.isBlank()) {
                typed.put(name, text.strip());
            }
        }
        return typed;
    }
}

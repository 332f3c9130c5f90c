// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A parameter of a step or directive.
 *
 * @param name its name
 * @param kind what Jenkins takes for it
 * @param required whether a call without it is refused
 */
record StepParameter(String name, Kind kind, boolean required) {
    /** What a value has to be. */
    enum Kind {
        TEXT("text in quotes"),
        NUMBER("a whole number"),
        FLAG("true or false"),
        ANY("any value");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** For messages: "a whole number". */
        String words() {
            return words;
        }
    }

    /**
     * Reads parameters as tables of steps write them: {@code time! number} is a number that is required, {@code unit} is
     * text that is not.
     */
    static Map<String, StepParameter> all(String... written) {
        Map<String, StepParameter> all = new LinkedHashMap<>();
        for (StepParameter parameter : each(written)) {
            all.put(parameter.name(), parameter);
        }
        return all;
    }

    private static List<StepParameter> each(String... written) {
        List<StepParameter> each = new ArrayList<>();
        for (String text : written) {
            String[] words = text.split(" ");
            boolean required = words[0].endsWith("!");
            String name = required ? words[0].substring(0, words[0].length() - 1) : words[0];
            Kind kind = words.length == 1 ? Kind.TEXT : Kind.valueOf(words[1].toUpperCase(Locale.ROOT));
            each.add(new StepParameter(name, kind, required));
        }
        return each;
    }

    /**
     * What is wrong with a value that is written down as it is; empty: nothing. As in Jenkins a number may be written as
     * text in a script, not in a declarative pipeline.
     */
    String problemWith(String owner, Object value, boolean declarative) {
        boolean wrong =
                switch (kind) {
                    case TEXT -> value instanceof Number || value instanceof Boolean;
                    case NUMBER ->
                        value instanceof Boolean || value instanceof String text && (declarative || !isNumber(text));
                    case FLAG -> value instanceof Number || value instanceof String text && !isFlag(text);
                    case ANY -> false;
                };
        return wrong ? "%s of %s must be %s, is %s".formatted(name, owner, kind.words(), shown(value)) : "";
    }

    private static boolean isNumber(String text) {
        return text.matches("[+-]?\\d{1,9}");
    }

    private static boolean isFlag(String text) {
        return text.equals("true") || text.equals("false");
    }

    private static String shown(Object value) {
        return value instanceof String ? "'" + value + "'" : String.valueOf(value);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes plain values as YAML on one line. Text from hosts is data: it can end neither a value nor a comment. */
final class YamlText {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*");
    // Words that YAML 1.1 takes for something else than text.
    private static final Set<String> RESERVED = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private YamlText() {}

    /** Text that reads back as the same text: plain where that is safe, else in double quotes. */
    static String text(String value) {
        boolean plain = SAFE.matcher(value).matches() && !RESERVED.contains(value.toLowerCase(Locale.ROOT));
        return plain ? value : quoted(value);
    }

    /** Text in double quotes. */
    static String quoted(String value) {
        StringBuilder out = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (isVisible(c)) {
                out.appendCodePoint(c);
            } else {
                out.append((c > 0xFFFF ? "\\U%08x" : "\\u%04x").formatted(c));
            }
        });
        return out.append('"').toString();
    }

    /** Text for a comment: on one line whatever it holds. */
    static String comment(String value) {
        return value.codePoints()
                .mapToObj(c -> isVisible(c) ? Character.toString(c) : "?")
                .collect(Collectors.joining());
    }

    /** A value of settings: text, number, truth value, list or map, in flow style. */
    static String flow(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, element) -> sorted.put(String.valueOf(key), element));
            return sorted.entrySet().stream()
                    .map(entry -> text(entry.getKey()) + ": " + flow(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(YamlText::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : text(String.valueOf(value));
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}

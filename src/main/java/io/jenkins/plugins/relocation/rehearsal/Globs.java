// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Ant's patterns for paths: {@code *} and {@code ?} within a part, {@code **} over parts. */
final class Globs {
    private Globs() {}

    static boolean matches(String pattern, String path, boolean caseSensitive) {
        String full = pattern.endsWith("/") ? pattern + "**" : pattern;
        int flags = Pattern.DOTALL | (caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
        return Pattern.compile(expression(full), flags).matcher(path).matches();
    }

    /** Whether a path matches one of several patterns, separated by commas. */
    static boolean matchesAny(String patterns, String path) {
        return Arrays.stream(patterns.split(","))
                .map(String::strip)
                .anyMatch(pattern -> !pattern.isEmpty() && matches(pattern, path, true));
    }

    private static String expression(String pattern) {
        return Pattern.compile("\\*\\*/|/\\*\\*$|\\*\\*|\\*|\\?|[^*?/]+|/")
                .matcher(pattern)
                .results()
                .map(part -> switch (part.group()) {
                    case "**/" -> "(?:.*/)?";
                    case "/**" -> "(?:/.*)?";
                    case "**" -> ".*";
                    case "*" -> "[^/]*";
                    case "?" -> "[^/]";
                    default -> Pattern.quote(part.group());
                })
                .collect(Collectors.joining());
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.spi.CommandResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a host answered when it was looked at, in parts. A part that is missing was not answered.
 *
 * @param parts lines of each part by its name, blank ones left out
 */
public record Report(Map<String, List<String>> parts) {
    public Report {
        parts = Map.copyOf(parts);
    }

    /** Nothing was answered. */
    public static final Report EMPTY = new Report(Map.of());

    /** Reads an answer. One that was cut, or whose command failed, counts as no answer where it is incomplete. */
    public static Report of(CommandResult result) {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        String last = "";
        for (String line : result.lines()) {
            if (line.startsWith("@@")) {
                last = line.substring(2);
                parts.putIfAbsent(last, new ArrayList<>());
            } else if (!line.isBlank() && parts.containsKey(last)) {
                parts.get(last).add(line);
            }
        }
        if (result.truncated()) {
            parts.remove(last);
        }
        parts.replaceAll((name, lines) -> List.copyOf(lines));
        return new Report(parts);
    }

    /** The parts of both; those of the other come first where both have one. */
    public Report and(Report other) {
        Map<String, List<String>> both = new LinkedHashMap<>(parts);
        both.putAll(other.parts);
        return new Report(both);
    }

    public boolean has(String part) {
        return parts.containsKey(part);
    }

    /** Lines of a part; empty when it is missing. */
    public List<String> lines(String part) {
        return parts.getOrDefault(part, List.of());
    }

    /** First line of a part. */
    public Optional<String> first(String part) {
        return lines(part).stream().findFirst();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lists and maps of names in forms and scripts. A form gives one text, a script a list; names hold neither blanks nor commas,
 * so both are split there.
 */
final class Words {
    private Words() {}

    /** The names in all the texts; null, blank texts and nothing are no names. */
    static List<String> split(List<String> texts) {
        if (texts == null) {
            return List.of();
        }
        return texts.stream()
                .filter(Objects::nonNull)
                .flatMap(text -> Arrays.stream(text.split("[\\s,]+")))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    static String join(List<String> names) {
        return String.join(" ", names);
    }

    /**
     * Reads "redis=b web=c", separated by blanks, commas or newlines.
     *
     * @throws IllegalArgumentException for anything else, and for a name that is there twice
     */
    static Map<String, String> splitPairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : split(text == null ? null : List.of(text))) {
            int equals = pair.indexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw new IllegalArgumentException("%s is not valid: write workload=host".formatted(pair));
            }
            if (pairs.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("workload %s is there twice".formatted(pair.substring(0, equals)));
            }
        }
        return pairs;
    }

    static String joinPairs(Map<String, String> pairs) {
        return new TreeMap<>(pairs)
                .entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + pair.getValue())
                        .collect(Collectors.joining("\n"));
    }
}

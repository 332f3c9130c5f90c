// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lines of the form {@code key=value}, as the host script prints them. */
public final class KeyValues {
    private KeyValues() {}

    /** The last value of each key; lines without {@code =} are left out. */
    public static Map<String, String> parse(List<String> lines) {
        Map<String, String> values = new TreeMap<>();
        for (String line : lines) {
            int at = line.indexOf('=');
            if (at > 0) {
                values.put(line.substring(0, at), line.substring(at + 1));
            }
        }
        return Map.copyOf(values);
    }

    /** All values of a key, in their order. */
    static List<String> all(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A table with blanks between its columns, as {@code ps}, {@code df} and {@code vmstat} print it. Columns are found by the names in
 * the header, never by their place; of columns with the same name the first counts, and only the last may hold blanks.
 *
 * @param rows values by the name of their column
 */
record Columns(List<Map<String, String>> rows) {
    Columns {
        rows = List.copyOf(rows);
    }

    /**
     * Reads a table. What comes before its header is left out, and so are lines in which more than the last column is missing.
     *
     * @param names names that tell the header from other lines
     * @return empty when there is no header
     */
    static Optional<Columns> of(List<String> lines, String... names) {
        for (int i = 0; i < lines.size(); i++) {
            String[] header = words(lines.get(i).replace("Mounted on", "Mounted"), 0);
            if (Arrays.asList(header).containsAll(List.of(names))) {
                return Optional.of(new Columns(rows(header, lines.subList(i + 1, lines.size()))));
            }
        }
        return Optional.empty();
    }

    private static List<Map<String, String>> rows(String[] header, List<String> lines) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines) {
            String[] values = words(line, header.length);
            if (values.length >= header.length - 1) {
                Map<String, String> row = new TreeMap<>();
                for (int at = 0; at < values.length; at++) {
                    row.putIfAbsent(header[at], values[at]);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static String[] words(String line, int limit) {
        return line.strip().split("\\s+", limit);
    }

    Optional<Map<String, String>> first() {
        return rows.stream().findFirst();
    }

    Optional<Map<String, String>> last() {
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1));
    }

    /** The values of one column. */
    List<String> values(String column) {
        return rows.stream().map(row -> row.getOrDefault(column, "")).toList();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A delimited list as {@code lswpar -c} and {@code lslpp -c} print it: a header that begins with '#', and rows. Columns are found by
 * the names in the header, never by their place.
 *
 * @param rows values by the name of their column
 */
record Listing(List<Map<String, String>> rows) {
    private static final String DELIMITER = ":";

    Listing {
        rows = List.copyOf(rows);
    }

    /**
     * Reads a list. Blank lines, and what comes before the header, are left out.
     *
     * @throws IllegalArgumentException when a row has fewer columns than the header needs
     */
    static Listing of(List<String> lines) {
        List<Map<String, String>> rows = new ArrayList<>();
        String[] header = {};
        for (String line : lines) {
            if (line.startsWith("#")) {
                header = line.substring(1).split(DELIMITER, -1);
            } else if (!line.isBlank() && header.length > 0) {
                rows.add(row(header, line));
            }
        }
        return new Listing(rows);
    }

    private static Map<String, String> row(String[] header, String line) {
        // Only the last column may hold the delimiter: an IPv6 address in another one cannot be told apart.
        String[] values = line.split(DELIMITER, header.length);
        if (values.length < header.length) {
            throw new IllegalArgumentException(
                    "'%s' has %d columns, and the header %d".formatted(line, values.length, header.length));
        }
        Map<String, String> row = new TreeMap<>();
        for (int i = 0; i < header.length; i++) {
            row.put(header[i].strip(), values[i].strip());
        }
        return row;
    }

    /** Rows whose column says that. */
    List<Map<String, String>> where(String column, String value) {
        return rows.stream().filter(row -> value.equals(row.get(column))).toList();
    }

    Optional<Map<String, String>> first(String column, String value) {
        return where(column, value).stream().findFirst();
    }
}

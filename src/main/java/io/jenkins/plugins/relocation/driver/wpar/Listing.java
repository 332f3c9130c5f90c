// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A delimited list as {@code lswpar -d '|'} and {@code lslpp -c} print it: a header that begins with '#', and rows. Columns are found
 * by the names in the header, never by their place.
 *
 * @param columns names of the columns; empty: there was no header
 * @param rows values by the name of their column
 */
record Listing(List<String> columns, List<Map<String, String>> rows) {
    private static final String COLON = ":";

    /** What is asked for where values may have colons, as addresses and command lines do. */
    private static final String BAR = "|";

    Listing {
        columns = List.copyOf(columns);
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
        String delimiter = COLON;
        for (String line : lines) {
            if (line.startsWith("#")) {
                delimiter = Pattern.quote(line.contains(BAR) ? BAR : COLON);
                header = line.substring(1).split(delimiter, -1);
            } else if (!line.isBlank() && header.length > 0) {
                rows.add(row(header, delimiter, line));
            }
        }
        return new Listing(Stream.of(header).map(String::strip).toList(), rows);
    }

    private static Map<String, String> row(String[] header, String delimiter, String line) {
        // Only the last column may hold the delimiter.
        String[] values = line.split(delimiter, header.length);
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

    /** Whether the columns that are needed are there. */
    boolean tells(String... names) {
        return columns.containsAll(List.of(names));
    }

    /** Rows whose column says that. */
    List<Map<String, String>> where(String column, String value) {
        return rows.stream().filter(row -> value.equals(row.get(column))).toList();
    }

    Optional<Map<String, String>> first(String column, String value) {
        return where(column, value).stream().findFirst();
    }
}

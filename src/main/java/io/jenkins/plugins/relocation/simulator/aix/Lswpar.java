// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code lswpar}: tables, delimited lists and the long form. */
final class Lswpar {
    private static final String KNOWN = "bBDIMNXa:qs:t:GLRSTcd:";
    private static final Map<String, String> HEADINGS = Map.of(
            "name",
            "Name",
            "state",
            "State",
            "type",
            "Type",
            "hostname",
            "Hostname",
            "directory",
            "Directory",
            "rootvgwpar",
            "RootVG WPAR");

    private final AixMachine machine;

    Lswpar(AixMachine machine) {
        this.machine = machine;
    }

    Answer answer(List<String> argv) {
        Flags flags = Flags.of(argv, KNOWN).simulating("DMNGLRSacdqst");
        StringBuilder missing = new StringBuilder();
        List<Wpar> chosen = chosen(flags, missing);
        String out = chosen.isEmpty() ? "" : flags.has("L") ? LongListing.of(machine, chosen) : rows(flags, chosen);
        return new Answer(missing.isEmpty() ? 0 : 1, out, missing.toString());
    }

    private List<Wpar> chosen(Flags flags, StringBuilder missing) {
        List<Wpar> all = new ArrayList<>();
        if (flags.operands().isEmpty()) {
            all.addAll(machine.wpars());
        }
        for (String name : flags.operands()) {
            machine.find(name)
                    .ifPresentOrElse(
                            all::add,
                            () -> missing.append("lswpar: 0960-419 Could not find a workload partition called %s.%n"
                                    .formatted(name)));
        }
        return all.stream()
                .filter(wpar -> flags.value("s")
                        .filter(s -> !s.equals(wpar.state().letter()))
                        .isEmpty())
                .filter(wpar -> flags.value("t")
                        .filter(t -> !t.equals(wpar.spec().kind().letter()))
                        .isEmpty())
                .toList();
    }

    private String rows(Flags flags, List<Wpar> chosen) {
        List<Map<String, String>> rows = chosen.stream()
                .flatMap(wpar -> WparColumns.rows(machine, wpar, WparColumns.group(flags)).stream())
                .toList();
        List<String> fields = flags.value("a")
                .map(text -> Arrays.asList(text.split(",")))
                .orElse(WparColumns.fields(WparColumns.group(flags)));
        if (flags.has("c") || flags.has("d")) {
            String delimiter = flags.value("d").orElse(":");
            String header = flags.has("q") ? "" : "#" + String.join(delimiter, fields) + "\n";
            return header
                    + rows.stream()
                            .map(row -> fields.stream()
                                            .map(field -> value(row, field))
                                            .collect(Collectors.joining(delimiter))
                                    + "\n")
                            .collect(Collectors.joining());
        }
        return table(fields, rows, flags.has("q"));
    }

    private static String value(Map<String, String> row, String field) {
        if (!row.containsKey(field)) {
            throw new Refused("lswpar: 0960-242 %s is not a valid field name.".formatted(field));
        }
        return row.get(field);
    }

    private static String table(List<String> fields, List<Map<String, String>> rows, boolean quiet) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(fields.stream()
                .map(field -> HEADINGS.getOrDefault(field, field))
                .toList());
        rows.forEach(
                row -> lines.add(fields.stream().map(field -> value(row, field)).toList()));
        List<Integer> widths = IntStream.range(0, fields.size())
                .mapToObj(i -> lines.stream()
                        .mapToInt(line -> line.get(i).length())
                        .max()
                        .orElse(0))
                .toList();
        List<String> printed = lines.stream()
                .map(line -> IntStream.range(0, fields.size())
                        .mapToObj(i -> i == fields.size() - 1 ? line.get(i) : pad(line.get(i), widths.get(i)))
                        .collect(Collectors.joining("  ")))
                .toList();
        if (quiet) {
            return String.join("\n", printed.subList(1, printed.size())) + "\n";
        }
        int longest = printed.stream().mapToInt(String::length).max().orElse(0);
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("head", printed.get(0));
        parts.put("dashes", "-".repeat(longest));
        return String.join("\n", parts.values()) + "\n" + String.join("\n", printed.subList(1, printed.size())) + "\n";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}

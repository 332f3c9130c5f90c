// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.lab;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells whether this machine can run the laboratory, and what to do where it cannot. */
public record Preflight(Status status, List<Line> lines) {

    /** Worse comes later. */
    public enum Status {
        OK,
        LIMITED,
        REFUSE
    }

    /** One check: its outcome, its name, and what it saw or what to do. */
    public record Line(Status status, String check, String text) {
        private static final Pattern FORM = Pattern.compile("(ok|limited|refuse) ([^:]+): (.*)");

        public Line {
            requireNonNull(status, "status is null");
            requireNonNull(check, "check is null");
            requireNonNull(text, "text is null");
        }

        static Optional<Line> parse(String line) {
            Matcher matcher = FORM.matcher(line);
            return matcher.matches()
                    ? Optional.of(new Line(
                            Status.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                            matcher.group(2),
                            matcher.group(3)))
                    : Optional.empty();
        }
    }

    public Preflight {
        requireNonNull(status, "status is null");
        lines = List.copyOf(requireNonNull(lines, "lines is null"));
    }

    /** Returns whether the laboratory can run, perhaps with limits. */
    public boolean canRun() {
        return status != Status.REFUSE;
    }

    /** Returns the refusals as one line, empty when there is none. */
    public String reason() {
        return lines.stream()
                .filter(line -> line.status() == Status.REFUSE)
                .map(line -> line.check() + ": " + line.text())
                .collect(Collectors.joining("; "));
    }

    /** Returns whether something was looked at. */
    public boolean tells(String check) {
        return lines.stream().anyMatch(line -> line.check().equals(check));
    }

    /** Returns what limits something, in the laboratory's words; empty when nothing limits it. */
    public Optional<String> limit(String check) {
        return lines.stream()
                .filter(line -> line.status() == Status.LIMITED && line.check().equals(check))
                .map(Line::text)
                .findFirst();
    }

    /** Reads what {@code lab.sh preflight} printed. */
    public static Preflight parse(String output) {
        List<Line> lines =
                output.lines().map(Line::parse).flatMap(Optional::stream).toList();
        Status worst =
                lines.stream().map(Line::status).max(Comparator.naturalOrder()).orElse(Status.REFUSE);
        return new Preflight(worst, lines);
    }
}

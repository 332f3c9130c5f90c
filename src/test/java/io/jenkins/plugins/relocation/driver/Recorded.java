// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.CommandResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What hosts of the laboratory really answered, and the same with changes. */
public final class Recorded {
    private Recorded() {}

    /** A transcript: "container/source-crun". */
    public static String text(String name) {
        try (InputStream in = Recorded.class.getResourceAsStream("/transcripts/" + name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static CommandResult result(String name) {
        return new CommandResult(0, text(name), "", false);
    }

    public static Report report(String name) {
        return Report.of(result(name));
    }

    /** The report with one part changed. */
    public static Report with(Report report, String part, UnaryOperator<List<String>> change) {
        Map<String, List<String>> parts = new LinkedHashMap<>(report.parts());
        parts.put(part, List.copyOf(change.apply(report.lines(part))));
        return new Report(parts);
    }

    public static Report with(Report report, String part, String... lines) {
        return with(report, part, old -> List.of(lines));
    }

    public static Report without(Report report, String part) {
        Map<String, List<String>> parts = new LinkedHashMap<>(report.parts());
        parts.remove(part);
        return new Report(parts);
    }

    /** The report with a text replaced in the first line of a part that has it. */
    public static Report changed(Report report, String part, String from, String to) {
        Report changed = with(report, part, lines -> {
            List<String> result = new ArrayList<>(lines);
            for (int i = 0; i < result.size(); i++) {
                if (result.get(i).contains(from)) {
                    result.set(i, result.get(i).replace(from, to));
                    return result;
                }
            }
            return result;
        });
        assertThat(changed).as("%s in part %s", from, part).isNotEqualTo(report);
        return changed;
    }

    /** The report with one more line in a part. */
    public static Report and(Report report, String part, String line) {
        return with(report, part, lines -> {
            List<String> longer = new ArrayList<>(lines);
            longer.add(line);
            return longer;
        });
    }
}

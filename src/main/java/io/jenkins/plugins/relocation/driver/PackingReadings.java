// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.model.TransferPlan.Compression;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what hosts say about packing. What is missing or makes no sense is empty, never a guess. */
final class PackingReadings {
    /** The better of the two comes first. */
    static final List<Compression> KNOWN = List.of(Compression.ZSTD, Compression.LZ4);

    private static final Pattern TIMES = Pattern.compile("(\\d+)m(\\d+(?:\\.\\d+)?)s?\\s+(\\d+)m(\\d+(?:\\.\\d+)?)s?");
    private static final Pattern COPIED = Pattern.compile("(\\d+) bytes? .*copied, (\\d+(?:\\.\\d+)?(?:e-\\d+)?) s,.*");
    private static final Pattern PROCESSORS = Pattern.compile("processors ([1-9]\\d{0,4})");

    /** Shells tell times in hundredths of a second; what took less than one took half of one. */
    private static final double HALF_A_TICK = 0.005;

    private static final int LEAST_SAMPLE = 1 << 20;
    private static final int HUNDRED = 100;

    private PackingReadings() {}

    /** Whether a host has a program. */
    static boolean has(Report report, String program) {
        return report.lines("wire").contains(program);
    }

    /** Processors of a host; 1 when it does not tell. */
    static int processors(Report report) {
        return report.lines("wire").stream()
                .map(PROCESSORS::matcher)
                .filter(Matcher::matches)
                .map(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElse(1);
    }

    /** What the sample showed; a workload with hardly any memory shows nothing. */
    static List<Packing> of(Report report) {
        Optional<Long> sample = report.first("sample")
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,12}"))
                .map(Long::parseLong);
        return sample.filter(bytes -> bytes >= LEAST_SAMPLE)
                .map(bytes -> KNOWN.stream()
                        .flatMap(how -> one(how, bytes, report.lines("packing-" + how.word())))
                        .toList())
                .orElse(List.of());
    }

    private static Stream<Packing> one(Compression how, long sample, List<String> lines) {
        List<Double> times = lines.stream().flatMap(PackingReadings::seconds).toList();
        List<Matcher> copied =
                lines.stream().map(COPIED::matcher).filter(Matcher::matches).toList();
        if (times.size() != 4 || copied.size() != 1) {
            return Stream.empty();
        }
        long bytes = Long.parseLong(copied.get(0).group(1));
        // The time on the clock counts too: a host that is busy now slowed the link down when that was measured.
        double clock = Double.parseDouble(copied.get(0).group(2));
        // Of each two lines of times the first is the shell's own; the second is that of the program it ran.
        return bytes < 1
                ? Stream.empty()
                : Stream.of(
                        new Packing(how, rate(sample, Math.max(clock, times.get(1))), rate(sample, times.get(3)), (int)
                                Math.max(1, bytes * HUNDRED / sample)));
    }

    private static Stream<Double> seconds(String line) {
        Matcher found = TIMES.matcher(line.strip());
        return found.matches()
                ? Stream.of(60 * (Double.parseDouble(found.group(1)) + Double.parseDouble(found.group(3)))
                        + Double.parseDouble(found.group(2))
                        + Double.parseDouble(found.group(4)))
                : Stream.empty();
    }

    private static long rate(long bytes, double seconds) {
        return Math.max(1, (long) (bytes / (seconds + HALF_A_TICK)));
    }
}

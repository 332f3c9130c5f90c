// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them in an inventory: whole numbers, and always a unit. */
final class Quantities {
    /** {@code 1h30m}, {@code 5m}, {@code 30s}, {@code 250ms}: each unit once, the largest first. */
    static final Pattern DURATION = Pattern.compile("(?=[0-9])(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?"
            + "(?:([0-9]{1,6})s)?(?:([0-9]{1,6})ms)?");
    /** {@code 64MiB}: binary units only, because a "GB" of memory means two things. */
    static final Pattern SIZE = Pattern.compile("([0-9]{1,18})(B|KiB|MiB|GiB|TiB)");

    private static final Map<String, Integer> SHIFTS = shifts();

    private Quantities() {}

    /** The duration, also in ISO 8601; empty when the text is neither. Never negative. */
    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            return Optional.of(Duration.ofDays(part(matcher, 1))
                    .plusHours(part(matcher, 2))
                    .plusMinutes(part(matcher, 3))
                    .plusSeconds(part(matcher, 4))
                    .plusMillis(part(matcher, 5)));
        }
        try {
            return text.startsWith("P")
                    ? Optional.of(Duration.parse(text)).filter(d -> !d.isNegative())
                    : Optional.empty();
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Bytes; empty when the text is not a size or too large for a long. {@code 0} needs no unit. */
    static Optional<Long> size(String text) {
        if (text.equals("0")) {
            return Optional.of(0L);
        }
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        int shift = SHIFTS.get(matcher.group(2));
        return number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(number << shift);
    }

    /** The exact text of a size, with the largest unit that needs no fraction. */
    static String write(long bytes) {
        String best = bytes + "B";
        for (Map.Entry<String, Integer> unit : SHIFTS.entrySet()) {
            long scaled = bytes >> unit.getValue();
            if (scaled > 0 && scaled << unit.getValue() == bytes) {
                best = scaled + unit.getKey();
            }
        }
        return best;
    }

    /** What was probably meant by a size with another unit or none. */
    static String sizeHint(String text) {
        Matcher matcher = Pattern.compile("([0-9]{1,15})\\s*([KMGT])(?:i?[Bb]?)?", Pattern.CASE_INSENSITIVE)
                .matcher(text);
        String example =
                matcher.matches() ? matcher.group(1) + matcher.group(2).toUpperCase(Locale.ROOT) + "iB" : "512MiB";
        return "write a whole number and one of B, KiB, MiB, GiB, TiB, such as %s".formatted(example);
    }

    private static long part(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    private static Map<String, Integer> shifts() {
        Map<String, Integer> shifts = new LinkedHashMap<>();
        shifts.put("B", 0);
        shifts.put("KiB", 10);
        shifts.put("MiB", 20);
        shifts.put("GiB", 30);
        shifts.put("TiB", 40);
        return shifts;
    }
}

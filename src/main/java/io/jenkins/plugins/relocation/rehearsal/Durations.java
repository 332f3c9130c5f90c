// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Reads {@code time: 5, unit: 'MINUTES'}. */
final class Durations {
    private Durations() {}

    static Duration of(Arguments arguments, String unit) {
        return Duration.of(time(arguments), unit(arguments, unit).toChronoUnit());
    }

    /** "5 MINUTES". */
    static String words(Arguments arguments, String unit) {
        return time(arguments) + " " + unit(arguments, unit);
    }

    private static int time(Arguments arguments) {
        if (!arguments.has("time")) {
            throw arguments.fail("%s needs the parameter time", arguments.owner());
        }
        return arguments.number("time", 0);
    }

    private static TimeUnit unit(Arguments arguments, String otherwise) {
        String text = arguments.text("unit", otherwise);
        return Arrays.stream(TimeUnit.values())
                .filter(unit -> unit.name().equals(text))
                .findFirst()
                .orElseThrow(() -> arguments.fail(
                        "unit of %s cannot be '%s'; known: %s",
                        arguments.owner(), text, Arrays.toString(TimeUnit.values())));
    }
}

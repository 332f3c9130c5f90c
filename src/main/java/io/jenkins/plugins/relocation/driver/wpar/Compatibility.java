// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Whether the state of a partition that was saved on one system can be restored on another, and back: the tests that have to
 * pass, by what a system told.
 */
final class Compatibility {
    /** The words of the documentation of WPAR Manager. */
    enum Verdict {
        COMPATIBLE("compatible"),
        OUTBOUND("outbound compatible only: there is no way back"),
        INBOUND("inbound compatible only: it could come from there, not go there"),
        INCOMPATIBLE("incompatible");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** What is compared, and how. */
    private record Test(String name, Function<Report, Optional<String>> reading, boolean newerIsFine) {
        /** Why it does not pass one way; empty: it does. */
        Optional<String> obstacle(Report from, Report to) {
            Optional<String> here = reading.apply(from);
            Optional<String> there = reading.apply(to);
            if (here.isEmpty() || there.isEmpty()) {
                return Optional.of("%s is not known".formatted(name));
            }
            boolean passes = newerIsFine
                    ? Levels.atLeast(there.get(), here.get())
                    : there.get().equals(here.get());
            return passes
                    ? Optional.empty()
                    : Optional.of("%s is %s instead of %s".formatted(name, there.get(), here.get()));
        }
    }

    private static final List<Test> TESTS = List.of(
            new Test("the level of AIX", AixReadings::technologyLevel, false),
            new Test("the processor class", host -> text(AixReadings.processorClass(host)), true),
            new Test("bos.rte", host -> AixReadings.fileset(host, "bos.rte"), false),
            new Test("bos.rte.libc", host -> AixReadings.fileset(host, "bos.rte.libc"), false),
            new Test("bos.wpars", host -> AixReadings.fileset(host, "bos.wpars"), false),
            new Test("mcr.rte", host -> AixReadings.fileset(host, "mcr.rte"), false));

    private Compatibility() {}

    private static Optional<String> text(OptionalLong number) {
        return number.isPresent() ? Optional.of(Long.toString(number.getAsLong())) : Optional.empty();
    }

    /** All tests that do not pass one way. */
    static List<String> obstacles(Report from, Report to) {
        List<String> obstacles = new ArrayList<>();
        TESTS.forEach(test -> test.obstacle(from, to).ifPresent(obstacles::add));
        return obstacles;
    }

    static Verdict of(Report from, Report to) {
        boolean there = obstacles(from, to).isEmpty();
        boolean back = obstacles(to, from).isEmpty();
        if (there) {
            return back ? Verdict.COMPATIBLE : Verdict.OUTBOUND;
        }
        return back ? Verdict.INBOUND : Verdict.INCOMPATIBLE;
    }

    /** Whether a reading is missing, so that nothing can be said. */
    static boolean isKnown(Report host) {
        return TESTS.stream().allMatch(test -> test.reading().apply(host).isPresent());
    }
}

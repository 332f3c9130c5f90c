// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static io.jenkins.plugins.relocation.driver.Check.optional;
import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.Report;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Checks of whether a saved state can be restored on the target, and back: the required and the optional tests. */
final class CompatibilityChecks {
    /** The check that an owner may waive. */
    static final String BACK = "compatible.back";

    private static final String STATIC = "not needed: the move is static";

    private CompatibilityChecks() {}

    static List<Check<WparAnswers>> table() {
        return List.of(
                required("compatible.there", TO, CompatibilityChecks::there),
                required(BACK, FROM, CompatibilityChecks::back),
                optional(
                        "compatible.memory",
                        TO,
                        answers -> atLeast(answers, "memory", "bytes", AixReadings::memoryBytes)),
                optional(
                        "compatible.clock", TO, answers -> atLeast(answers, "the clock", "MHz", AixReadings::clockMhz)),
                optional("compatible.keys", TO, CompatibilityChecks::keys),
                optional("compatible.xlc", TO, answers -> fileset(answers, "xlC.rte")),
                optional("compatible.libpthreads", TO, answers -> fileset(answers, "bos.rte.libpthreads")));
    }

    private static void known(WparAnswers answers) {
        for (var end : List.of(FROM, TO)) {
            List.of("oslevel", "filesets", "prtconf").forEach(part -> answers.lines(end, part));
            if (!Compatibility.isKnown(answers.at(end))) {
                throw answers.missing(end, "its levels: oslevel -s, lslpp and prtconf do not tell all of them");
            }
        }
    }

    private static Result there(WparAnswers answers) {
        if (answers.isStatic()) {
            return Result.pass(STATIC);
        }
        known(answers);
        Compatibility.Verdict verdict = Compatibility.of(answers.source(), answers.target());
        List<String> obstacles = Compatibility.obstacles(answers.source(), answers.target());
        return obstacles.isEmpty()
                ? Result.pass(verdict.words())
                : Result.fail(
                        "%s: %s".formatted(verdict.words(), String.join("; ", obstacles)),
                        "bring both systems to the same level, choose another target, or set mode: static");
    }

    /** A move that cannot be taken back needs somebody who says so. */
    private static Result back(WparAnswers answers) {
        if (answers.isStatic()) {
            return Result.pass(STATIC);
        }
        known(answers);
        List<String> obstacles = Compatibility.obstacles(answers.target(), answers.source());
        if (obstacles.isEmpty()) {
            return Result.pass("it can come back");
        }
        return Result.fail(
                "there is no way back: " + String.join("; ", obstacles),
                "choose another target; where its owner agrees, write a waiver for %s into the workload's policy: who, why, until when"
                        .formatted(BACK));
    }

    private static Result atLeast(
            WparAnswers answers, String what, String unit, Function<Report, OptionalLong> reading) {
        OptionalLong source = reading.apply(answers.source());
        OptionalLong target = reading.apply(answers.target());
        if (source.isEmpty() || target.isEmpty()) {
            throw answers.missing(source.isEmpty() ? FROM : TO, what);
        }
        String seen = "%d %s, the source has %d".formatted(target.getAsLong(), unit, source.getAsLong());
        return target.getAsLong() >= source.getAsLong()
                ? Result.pass(seen)
                : Result.fail(
                        "%s is less: %s".formatted(what, seen),
                        "choose a target that has at least as much, or accept it");
    }

    /**
     * A partition that uses storage protection keys needs as many on the target. What skeyctl shows differs from level to level: the
     * numbers are compared line by line.
     */
    private static Result keys(WparAnswers answers) {
        if (answers.isStatic()) {
            return Result.pass(STATIC);
        }
        List<String> source = answers.answered(FROM, "keys");
        List<String> target = answers.answered(TO, "keys");
        if (source.equals(target)) {
            return Result.pass("the same on both");
        }
        return AixReadings.areAtLeast(target, source)
                ? Result.pass("the target has as many, or more")
                : Result.fail(
                        "the target shows %s, the source %s"
                                .formatted(String.join("; ", target), String.join("; ", source)),
                        "compare skeyctl -v now on both; a partition without applications that use keys needs none");
    }

    private static Result fileset(WparAnswers answers, String name) {
        answers.lines(FROM, "filesets");
        answers.lines(TO, "filesets");
        Optional<String> source = AixReadings.fileset(answers.source(), name);
        Optional<String> target = AixReadings.fileset(answers.target(), name);
        if (source.isEmpty()) {
            return Result.pass("the source does not have " + name);
        }
        return source.equals(target)
                ? Result.pass("%s %s".formatted(name, source.get()))
                : Result.fail(
                        "%s is %s, the source has %s".formatted(name, target.orElse("not installed"), source.get()),
                        "bring both to the same level, or accept it");
    }
}

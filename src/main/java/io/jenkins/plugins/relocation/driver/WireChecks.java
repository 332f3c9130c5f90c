// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static io.jenkins.plugins.relocation.driver.Check.optional;
import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;

import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.TransferPlan.Compression;
import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Checks of what memory needs on its way: what the plan has decided, and what could be better. */
public final class WireChecks {
    private static final String PYTHON = "python3";

    private WireChecks() {}

    /** Checks that every driver needs. */
    public static <E extends Evidence> List<Check<E>> table() {
        List<Check<E>> checks = new ArrayList<>();
        checks.add(required("transfer.plain", FROM, WireChecks::plain));
        checks.add(required("transfer.packing", FROM, WireChecks::packing));
        checks.add(required("transfer.ahead", FROM, WireChecks::ahead));
        for (Leg.End end : Leg.End.values()) {
            checks.add(optional("transfer.packers", end, answers -> packers(answers, end)));
        }
        return checks;
    }

    private static Result plain(Evidence answers) {
        TransferPlan transfer = answers.leg().transfer();
        if (transfer.transport() != Transport.PLAIN) {
            return Result.pass("memory is encrypted on its way");
        }
        String instead = "or call network %s not trusted and make a new plan: memory is encrypted then"
                .formatted(transfer.network());
        List<String> missing = missing(answers, PYTHON);
        if (!missing.isEmpty()) {
            return Result.fail(
                    "a plain connection needs %s, which %s lacks".formatted(PYTHON, String.join(" and ", missing)),
                    "install it there, " + instead);
        }
        String said = String.join("; ", answers.lines(FROM, "plain"));
        return said.startsWith("failed ")
                ? Result.fail(
                        "no plain connection to %s from %s: %s"
                                .formatted(
                                        answers.leg().to().transferAddress(),
                                        answers.leg().from().transferAddress(),
                                        said.substring("failed ".length())),
                        "open TCP ports 49152 to 49215 on the target for the source, correct transfer.address, "
                                + instead)
                : Result.pass("NOT encrypted, over trusted network %s".formatted(transfer.network()));
    }

    private static Result packing(Evidence answers) {
        Compression packing = answers.leg().transfer().compression();
        if (packing == Compression.NONE) {
            return Result.pass("memory travels as it is");
        }
        List<String> missing = missing(answers, packing.word());
        return missing.isEmpty()
                ? Result.pass("memory is packed by " + packing.word())
                : Result.fail(
                        "memory is to be packed by %s, which %s lacks"
                                .formatted(packing.word(), String.join(" and ", missing)),
                        "install it there, or make a new plan");
    }

    private static Result ahead(Evidence answers) {
        if (!answers.leg().transfer().ahead()) {
            return Result.pass("all memory travels in the freeze");
        }
        List<String> missing = missing(answers, PYTHON);
        return missing.isEmpty()
                ? Result.pass("memory is copied while the workload runs")
                : Result.fail(
                        "memory is to be copied ahead with %s, which %s lacks"
                                .formatted(PYTHON, String.join(" and ", missing)),
                        "install it there, or make a new plan");
    }

    private static Result packers(Evidence answers, Leg.End end) {
        answers.lines(end, "wire");
        List<String> missing = PackingReadings.KNOWN.stream()
                .map(Compression::word)
                .filter(word -> !PackingReadings.has(answers.at(end), word))
                .toList();
        return missing.isEmpty()
                ? Result.pass("lz4 and zstd are there")
                : Result.fail(
                        "%s missing: over a slow link memory cannot be packed so"
                                .formatted(String.join(" and ", missing)),
                        "install %s, then make a new plan".formatted(String.join(" and ", missing)));
    }

    private static List<String> missing(Evidence answers, String program) {
        return Stream.of(Leg.End.values())
                .filter(end -> !answers.lines(end, "wire").contains(program))
                .map(end -> answers.leg().host(end).name())
                .toList();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One run of the matrix: everything that decides how it goes.
 *
 * @param subject the driver
 * @param scenario what is done
 * @param faults what goes wrong, usually one
 * @param recovery what an operator does then
 */
record Cell(Subject subject, Scenario scenario, List<Injector.Planned> faults, Recovery recovery) {
    Cell {
        faults = List.copyOf(faults);
    }

    /** From what {@link #toString} has made of one. */
    static Cell parse(String text) {
        String[] words = text.split(" \\| ");
        return new Cell(
                Subject.of(words[0]),
                Scenario.valueOf(words[1]),
                Arrays.stream(words[3].split(" & "))
                        .map(Injector.Planned::parse)
                        .toList(),
                Recovery.valueOf(words[2]));
    }

    @Override
    public String toString() {
        return "%s | %s | %s | %s"
                .formatted(
                        subject,
                        scenario,
                        recovery,
                        faults.stream().map(Injector.Planned::toString).collect(Collectors.joining(" & ")));
    }
}

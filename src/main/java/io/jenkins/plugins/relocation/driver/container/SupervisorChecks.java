// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.UnitChecks;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.List;

/** Checks of what could start the container a second time. */
final class SupervisorChecks {
    private SupervisorChecks() {}

    static List<Check<ContainerAnswers>> table() {
        return List.of(
                required("supervisor", FROM, answers -> starters(answers, FROM)),
                required("supervisor", TO, answers -> starters(answers, TO)),
                required("supervisor.unit", FROM, answers -> unit(answers, FROM)),
                required("supervisor.unit", TO, answers -> unit(answers, TO)));
    }

    private static Result starters(ContainerAnswers answers, Leg.End end) {
        answers.lines(end, "init");
        String unit = answers.settings().unit();
        List<String> others = answers.lines(end, "starters").stream()
                .filter(each -> !each.equals(unit))
                .toList();
        return others.isEmpty()
                ? Result.pass(unit.isEmpty() ? "nothing starts it by itself" : "unit %s starts it".formatted(unit))
                : Result.fail(
                        "these units could start it: " + some(others),
                        "name the one that does in the setting unit, and remove or mask the others");
    }

    private static Result unit(ContainerAnswers answers, Leg.End end) {
        String unit = answers.settings().unit();
        answers.lines(end, "init");
        if (unit.isEmpty()) {
            return Result.pass("no unit is named");
        }
        return end == FROM ? UnitChecks.atSource(answers, unit, "unit") : UnitChecks.atTarget(answers, unit, "unit");
    }
}

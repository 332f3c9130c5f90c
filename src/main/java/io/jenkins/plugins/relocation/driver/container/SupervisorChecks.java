// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.HostReadings;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        answers.lines(end, "unit");
        Map<String, String> values = HostReadings.values(answers.at(end), "unit");
        String load = answers.need(end, "unit", Optional.ofNullable(values.get("LoadState")));
        String active = answers.need(end, "unit", Optional.ofNullable(values.get("ActiveState")));
        List<String> problems = new ArrayList<>();
        if (!load.equals("loaded")) {
            problems.add("it is " + load);
        }
        if (end == TO && !List.of("inactive", "failed").contains(active)) {
            problems.add("it is " + active);
        }
        if (end == FROM && !List.of("0", "infinity").contains(values.getOrDefault("WatchdogUSec", "?"))) {
            problems.add("its watchdog (%s) would end it while it is frozen".formatted(values.get("WatchdogUSec")));
        }
        if (!values.getOrDefault("TriggeredBy", "").isBlank()) {
            problems.add("it is started by " + values.get("TriggeredBy"));
        }
        return problems.isEmpty()
                ? Result.pass("unit %s can be told not to start it".formatted(unit))
                : Result.fail(
                        "unit %s: %s".formatted(unit, some(problems)),
                        "have the unit on both hosts, stopped on the target, without watchdog, socket, timer or path");
    }
}

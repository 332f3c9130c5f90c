// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static io.jenkins.plugins.relocation.driver.HostChecks.some;

import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks whether a systemd unit can be told not to start a workload, and to look after it once it has arrived. */
public final class UnitChecks {
    private UnitChecks() {}

    /**
     * Judges the unit at the end that the workload leaves.
     *
     * @param part the part of the report that tells of it
     */
    public static Result atSource(Evidence answers, String unit, String part) {
        Map<String, String> values = values(answers, Leg.End.FROM, part);
        List<String> problems = startedByOthers(values);
        if (!List.of("0", "infinity").contains(values.getOrDefault("WatchdogUSec", "?"))) {
            problems.add("its watchdog (%s) would kill it while it is frozen".formatted(values.get("WatchdogUSec")));
        }
        return result(unit, problems, "unit %s can be told not to start it".formatted(unit));
    }

    /** Judges the unit at the end that the workload goes to. */
    public static Result atTarget(Evidence answers, String unit, String part) {
        Map<String, String> values = values(answers, Leg.End.TO, part);
        String load = answers.need(Leg.End.TO, part, Optional.ofNullable(values.get("LoadState")));
        if (!load.equals("loaded")) {
            return Result.fail(
                    "unit %s is %s".formatted(unit, load), "install the unit on the target, and do not start it");
        }
        String active = answers.need(Leg.End.TO, part, Optional.ofNullable(values.get("ActiveState")));
        if (!List.of("inactive", "failed").contains(active)) {
            return Result.fail(
                    "unit %s is %s".formatted(unit, active), "stop it on the target: the workload may run once only");
        }
        return result(unit, startedByOthers(values), "unit %s is there and %s".formatted(unit, active));
    }

    private static Map<String, String> values(Evidence answers, Leg.End end, String part) {
        answers.lines(end, part);
        return HostReadings.values(answers.at(end), part);
    }

    private static List<String> startedByOthers(Map<String, String> values) {
        List<String> problems = new ArrayList<>();
        if (!values.getOrDefault("TriggeredBy", "?").isBlank()) {
            problems.add("it is started by %s".formatted(values.getOrDefault("TriggeredBy", "what is not told")));
        }
        return problems;
    }

    private static Result result(String unit, List<String> problems, String fine) {
        return problems.isEmpty()
                ? Result.pass(fine)
                : Result.fail(
                        "unit %s: %s".formatted(unit, some(problems)),
                        "set WatchdogSec=0, and disable sockets, timers and paths that start it, on both hosts");
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Nearest;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Waiver;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads one workload. Its driver says what is wrong with the settings. */
final class WorkloadReader {
    private static final Duration HOOK_DEADLINE = Duration.ofSeconds(30);
    private static final String NOBODY = "nobody";

    private final Defaults defaults;
    private final Set<String> hosts;
    private final Set<String> drivers;
    private final Function<Workload, List<SettingProblem>> check;
    private final ProbeReader probes;

    WorkloadReader(
            Defaults defaults, Set<String> hosts, Set<String> drivers, Function<Workload, List<SettingProblem>> check) {
        this.defaults = defaults;
        this.hosts = hosts;
        this.drivers = drivers;
        this.check = check;
        this.probes = new ProbeReader(defaults);
    }

    Optional<Workload> read(Value value) {
        return value.fields(Shape.WORKLOAD).flatMap(fields -> {
            Optional<Workload> workload = read(fields);
            workload.ifPresent(
                    made -> checkSettings(made, fields.get("settings").orElse(value)));
            return workload;
        });
    }

    static Policy policy(Fields fields) {
        Policy standard = Policy.DEFAULT;
        return new Policy(
                fields.or("freezeBudget", standard.freezeBudget(), Value::duration),
                fields.or("holdDeadline", standard.holdDeadline(), Value::duration),
                fields.or("acceptLoss", standard.acceptLoss(), value -> value.choice(Policy.AcceptLoss.class)),
                fields.or("restorePoint", standard.restorePoint(), Value::flag),
                fields.list("waivers").stream()
                        .flatMap(waiver -> waiver(waiver).stream())
                        .toList());
    }

    private static Optional<Waiver> waiver(Value value) {
        return value.fields(Shape.WAIVER)
                .flatMap(fields -> fields.whole(() -> {
                    String check = fields.required("check", "write the id of the check, as a precheck shows it")
                            .flatMap(Value::text)
                            .orElse("");
                    String target = fields.or("target", "", Value::name);
                    String approver = fields.required("approver", "write who has agreed")
                            .flatMap(Value::text)
                            .orElse("");
                    String expires = fields.required("expires", "write the last day: \"2026-12-31\"")
                            .flatMap(Value::text)
                            .orElse("");
                    String reason = fields.required("reason", "write why, and where that can be read")
                            .flatMap(Value::text)
                            .orElse("");
                    return () -> new Waiver(check, target, approver, expires, reason);
                }));
    }

    private Optional<Workload> read(Fields fields) {
        return fields.whole(() -> {
            String name = fields.required("name", "write a name that is unique in this file")
                    .flatMap(Value::name)
                    .orElse(NOBODY);
            String driver = fields.required("driver", "write one; " + Nearest.hint("", drivers))
                    .flatMap(this::driver)
                    .orElse(NOBODY);
            String host = fields.required("host", "write the name of the host it is on")
                    .flatMap(this::host)
                    .orElse(NOBODY);
            Map<String, Object> settings =
                    fields.get("settings").map(Settings::read).orElse(Map.of());
            long memory = fields.or("memory", 0L, Value::size);
            List<String> requires = HostReader.names(fields.list("requires"));
            String group = fields.or("group", "", Value::name);
            List<ProbeSpec> questions = fields.list("probes").stream()
                    .flatMap(probe -> probes.read(probe).stream())
                    .toList();
            List<Hook> hooks = fields.list("hooks").stream()
                    .flatMap(hook -> hook(hook).stream())
                    .toList();
            Policy policy = policy(fields.below("policy", Shape.POLICY, defaults.policy()));
            return () -> new Workload(name, driver, host, settings, memory, requires, group, questions, hooks, policy);
        });
    }

    private Optional<String> driver(Value value) {
        return value.text()
                .filter(drivers::contains)
                .or(() -> value.wrong(
                        "is not a driver", Nearest.hint(value.scalar().orElse(""), drivers)));
    }

    private Optional<String> host(Value value) {
        Optional<String> name = value.name();
        return name.filter(hosts::contains)
                .or(() ->
                        name.flatMap(unknown -> value.wrong("is not one of the hosts", Nearest.hint(unknown, hosts))));
    }

    private static Optional<Hook> hook(Value value) {
        return value.fields(Shape.HOOK)
                .flatMap(fields -> fields.whole(() -> {
                    Hook.Point when = fields.required("when", "write when it runs, such as before-freeze")
                            .flatMap(point -> point.choice(Hook.Point.class))
                            .orElse(Hook.Point.BEFORE_FREEZE);
                    List<String> argv = fields.required(
                                    "run", "write a list with the program first: [\"/usr/local/bin/quiesce\"]")
                            .map(Value::command)
                            .orElse(List.of());
                    Duration deadline = fields.or("deadline", HOOK_DEADLINE, Value::duration);
                    Hook.OnFailure effect = fields.or("onFailure", usual(when), word -> onFailure(word, when));
                    return () -> new Hook(when, argv, deadline, effect);
                }));
    }

    private static Hook.OnFailure usual(Hook.Point when) {
        return canUndo(when) ? Hook.OnFailure.FAIL : Hook.OnFailure.WARN;
    }

    private static Optional<Hook.OnFailure> onFailure(Value value, Hook.Point when) {
        Optional<Hook.OnFailure> effect = value.choice(Hook.OnFailure.class);
        return effect.filter(e -> e == Hook.OnFailure.WARN || canUndo(when))
                .or(() -> effect.isEmpty()
                        ? effect
                        : value.wrong("undoes nothing at this point of a move", "write onFailure: warn"));
    }

    private static boolean canUndo(Hook.Point when) {
        return when == Hook.Point.BEFORE_FREEZE || when == Hook.Point.AFTER_RESUME;
    }

    private void checkSettings(Workload workload, Value settings) {
        for (SettingProblem problem : check.apply(workload)) {
            Value at = settings.field().endsWith(".settings") ? Settings.find(settings, problem.setting()) : settings;
            String what = problem.setting().isEmpty() ? "" : "setting %s: ".formatted(Names.quote(problem.setting()));
            settings.problems().add(at.mark(), at.field(), what + problem.message());
        }
    }
}

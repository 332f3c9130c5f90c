// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.List;
import java.util.Optional;

/** What hosts answer to questions that change nothing: as much of it as moves need. */
final class LookAnswers {
    private static final String STAT =
            "%d (app) %s 1 %d %d 0 -1 4194560 1512 0 0 0 0 1 0 0 20 0 6 0 %d 70930432 3470 18446744073709551615\n";

    private LookAnswers() {}

    /** Empty: the question is not known. */
    static Optional<String> of(SimulatedHost host, List<String> question) {
        return switch (question.get(0)) {
            case "candidates" -> Optional.of(candidates(host, question.subList(1, question.size())));
            case "report_unit_of" -> Optional.of(unitOf(host, question.get(1)));
            case "report_container" -> Optional.of(container(host, question.get(2)));
            default -> Optional.empty();
        };
    }

    /** Processes that a selector could mean; a copy that is held is no unit's process yet. */
    static String candidates(SimulatedHost host, List<String> selector) {
        List<Task> found = host.tasks().stream()
                .filter(task -> task.state != Task.State.HELD)
                .filter(task -> matches(task, selector.get(0), selector.get(1)))
                .toList();
        StringBuilder stat = new StringBuilder("\n@@stat\n");
        StringBuilder exe = new StringBuilder("\n@@exe\n");
        StringBuilder args = new StringBuilder("\n@@args\n");
        for (Task task : found) {
            String state = task.state == Task.State.FROZEN ? "T" : "S";
            stat.append(STAT.formatted(task.pid, state, task.pid, task.pid, task.start));
            exe.append("/proc/%d/exe\t%s\n".formatted(task.pid, task.app.executable()));
            args.append("/proc/%d/cmdline:%s\n".formatted(task.pid, task.app.executable()));
        }
        return stat.toString() + exe + args;
    }

    private static boolean matches(Task task, String kind, String value) {
        return kind.equals("unit")
                ? task.app.unit().equals(value)
                : task.app.executable().equals(value);
    }

    private static String unitOf(SimulatedHost host, String pid) {
        return "\n@@unit-of\n"
                + host.tasks().stream()
                        .filter(task -> Integer.toString(task.pid).equals(pid))
                        .findFirst()
                        .map(task -> "Id=%s\nMainPID=%d\nWatchdogUSec=0\nTriggeredBy=\nUnitFileState=%s\n"
                                .formatted(
                                        task.app.unit(),
                                        task.pid,
                                        host.isEnabled(task.app.unit()) ? "enabled" : "disabled"))
                        .orElse("");
    }

    private static String container(SimulatedHost host, String name) {
        return host.tasks().stream()
                .filter(task -> task.app.name().equals(name) && task.state != Task.State.HELD)
                .findFirst()
                .map(task ->
                        """

                        @@found
                        running %s

                        @@bundle
                        /bundles/%s

                        @@config
                        {"root":{"path":"rootfs"},"process":{"args":["app"]}}

                        @@cgroup
                        0::/%s

                        @@v1

                        @@cgroupfs
                        cgroup2fs
                        """
                                .formatted(task.identity(), name, name))
                .orElse("\n@@found\nnone\n");
    }
}

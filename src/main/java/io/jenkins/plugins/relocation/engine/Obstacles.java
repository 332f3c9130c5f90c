// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.engine.TakeOverLook.One;
import io.jenkins.plugins.relocation.spi.Observation.State;
import java.util.ArrayList;
import java.util.List;

/** Says what keeps a workload from being taken over, each with the next thing to do that is safe. */
final class Obstacles {
    private static final String LOOK_CLOSER = "see the operator's runbook, 'A controller that is lost for good'";

    private Obstacles() {}

    /** What one host has of a workload. */
    static List<String> of(One one, String workload) {
        String host = one.host().name();
        if (one.trouble().isPresent()) {
            return List.of("%s: cannot be asked: %s; next: restore the connection; nothing is taken over without it"
                    .formatted(host, one.trouble().get().getMessage()));
        }
        List<String> lines = new ArrayList<>();
        one.traces().forEach(trace -> lines.add("%s: %s; next: %s".formatted(host, trace, next(trace))));
        switch (one.state()) {
            case FROZEN, STAGED ->
                lines.add("%s: %s is %s there; next: %s".formatted(host, workload, one.state(), LOOK_CLOSER));
            case UNKNOWN ->
                lines.add("%s: what it shows of %s makes no sense; next: %s".formatted(host, workload, LOOK_CLOSER));
            case RUNNING, ABSENT -> {}
        }
        return lines;
    }

    private static String next(String trace) {
        if (trace.startsWith("operation ")) {
            return "wait until it has ended, then give the command again";
        }
        if (trace.contains(" original frozen") || trace.startsWith("leg ") && !trace.endsWith(" copy gone")) {
            return "hosts end a freeze that lasts too long where that is safe: wait for that; when it stays, "
                    + LOOK_CLOSER;
        }
        return "when you have seen where the workload runs: relocation janitor, which removes it";
    }

    /** A workload that can be taken over runs on exactly one host. */
    static List<String> whereItRuns(List<One> hosts, String workload) {
        List<String> running = hosts.stream()
                .filter(one -> one.state() == State.RUNNING)
                .map(one -> one.host().name())
                .toList();
        boolean anySilent = hosts.stream().anyMatch(one -> one.trouble().isPresent());
        if (running.size() == 1 || running.isEmpty() && anySilent) {
            return List.of();
        }
        return List.of(
                running.isEmpty()
                        ? "all hosts: %s runs on none of them; next: find out why, and start it where it belongs, or %s"
                                .formatted(workload, LOOK_CLOSER)
                        : "%s: %s runs on more than one host; next: %s"
                                .formatted(String.join(", ", running), workload, LOOK_CLOSER));
    }

    /** A run of this controller is not lost. */
    static List<String> ownRun(One one, RunStore store) {
        String run = one.guard().orElseThrow().run();
        return store.canGoOn(run)
                ? List.of(
                        "%s: its guard belongs to run %s of this very controller, which can go on; next: relocation recover %s, or rollback its plan"
                                .formatted(one.host().name(), run, run))
                : List.of();
    }
}

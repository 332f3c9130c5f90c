// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.spi.Probe;

/** Looks whether the workload's processes are there and can run. Not knowing is not passing. */
final class ProcessProbe implements Attempt<ProbeSpec.ProcessState> {
    private final ProcessLook processes;

    ProcessProbe(ProcessLook processes) {
        this.processes = requireNonNull(processes, "processes is null");
    }

    @Override
    public Probe.Outcome make(ProbeSpec.ProcessState spec, Host on) {
        return Deadline.in(spec.timing().timeout())
                .await("state of the processes on %s not known".formatted(on.name()), () -> processes.running(on))
                .map(running -> outcome(running, on))
                .orElseGet(() -> new Probe.Outcome(
                        false, "the state of the processes on %s cannot be told".formatted(on.name())));
    }

    private static Probe.Outcome outcome(boolean running, Host on) {
        return new Probe.Outcome(
                running,
                running
                        ? "the processes run on %s".formatted(on.name())
                        : "the processes on %s are missing or do not run".formatted(on.name()));
    }
}

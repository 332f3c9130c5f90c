// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Probe;

/** Runs a command on the workload's host, with the rights of the host's login. */
final class CommandProbe implements Attempt<ProbeSpec.Command> {
    private static final byte[] NO_INPUT = {};

    private final HostAccess hosts;

    CommandProbe(HostAccess hosts) {
        this.hosts = requireNonNull(hosts, "hosts is null");
    }

    @Override
    public Probe.Outcome make(ProbeSpec.Command spec, Host on) {
        Command command = new Command(spec.argv(), NO_INPUT, spec.timing().timeout(), false);
        // Logging in has deadlines of its own, which may be later than this attempt's.
        CommandResult result = Deadline.in(spec.timing().timeout())
                .await("no result of the command on %s".formatted(on.name()), () -> hosts.shell(on)
                        .run(command));
        if (!result.succeeded()) {
            String said = result.err().isBlank() ? result.out() : result.err();
            return new Probe.Outcome(
                    false, "exit status %d with %s".formatted(result.status(), Names.quote(said.strip())));
        }
        if (!result.out().contains(spec.outputContains())) {
            return new Probe.Outcome(
                    false,
                    "exit status 0 without %s in the output%s: %s"
                            .formatted(
                                    Names.quote(spec.outputContains()),
                                    result.truncated() ? ", which was cut" : "",
                                    Names.quote(result.text())));
        }
        return new Probe.Outcome(true, "exit status 0");
    }
}

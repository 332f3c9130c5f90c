// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.spi.Probe;

/** Opens a TCP connection and closes it again. */
final class TcpProbe implements Attempt<ProbeSpec.Tcp> {
    @Override
    public Probe.Outcome make(ProbeSpec.Tcp spec, Host on) {
        Deadline deadline = Deadline.in(spec.timing().timeout());
        try (Connection connection = Connection.open(Address.of(spec.address(), on), spec.port(), deadline)) {
            return new Probe.Outcome(true, "%s: connected".formatted(connection.peer()));
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** Runs no command: a test says what comes of it. */
final class SimulatedShell implements RemoteShell {
    private final SimulatedWorld world;
    private final Host host;

    SimulatedShell(SimulatedWorld world, Host host) {
        this.world = world;
        this.host = host;
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public CommandResult run(Command command) {
        world.calls.add("command " + host.name());
        try {
            world.commands.accept(host.name());
            return new CommandResult(0, "", "", false);
        } catch (IllegalStateException e) {
            return new CommandResult(1, "", e.getMessage(), false);
        }
    }

    @Override
    public CommandResult stream(Command command, InputStream source, OutputStream sink) {
        throw new UnsupportedOperationException("simulated hosts have no streams");
    }

    @Override
    public boolean answers(Duration within) {
        return true;
    }

    @Override
    public void close() {}
}

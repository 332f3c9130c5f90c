// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** Shells on the hosts of a {@link World}, within this process. A command takes a few milliseconds of the world's time. */
public final class SimulatedHosts implements HostAccess {
    private static final Duration COMMAND = Duration.ofMillis(5);
    private static final Duration LOGIN = Duration.ofSeconds(10);

    private final World world;

    public SimulatedHosts(World world) {
        this.world = world;
    }

    /**
     * Runs a command on a host.
     *
     * @throws RelocationException with {@link ErrorCode#HOST_UNREACHABLE} when the host is down, or dies before it answers
     */
    public CommandResult run(String hostName, Command command) {
        synchronized (world) {
            SimulatedHost host = world.host(hostName);
            if (!host.isUp()) {
                world.advance(LOGIN);
                throw unreachable(hostName, "does not answer");
            }
            world.advance(COMMAND);
            try {
                return new HostProgram(host).run(command);
            } catch (Interrupted e) {
                if (host.isUp()) {
                    // What ran the command was killed: that is all its shell can say.
                    return new CommandResult(137, "", "Killed\n", false);
                }
                world.advance(command.deadline());
                throw unreachable(hostName, "does not answer any more");
            } finally {
                world.changed();
            }
        }
    }

    static RelocationException unreachable(String host, String why) {
        return new RelocationException(ErrorCode.HOST_UNREACHABLE, "host %s %s".formatted(host, why));
    }

    @Override
    public RemoteShell shell(Host host) {
        return new Shell(host);
    }

    @Override
    public void close() {}

    private final class Shell implements RemoteShell {
        private final Host host;

        Shell(Host host) {
            this.host = host;
        }

        @Override
        public Host host() {
            return host;
        }

        @Override
        public CommandResult run(Command command) {
            return SimulatedHosts.this.run(host.name(), command);
        }

        @Override
        public CommandResult stream(Command command, InputStream source, OutputStream sink) {
            throw new UnsupportedOperationException("nothing is sent through the controller of a simulated world");
        }

        @Override
        public boolean answers(Duration within) {
            return world.host(host.name()).isUp();
        }

        @Override
        public void close() {}
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Hosts that answer every command as told, and remember the commands. */
final class FakeHosts implements HostAccess {
    private final Function<Command, CommandResult> answers;
    private final List<Command> commands = new CopyOnWriteArrayList<>();

    FakeHosts(Function<Command, CommandResult> answers) {
        this.answers = answers;
    }

    List<Command> commands() {
        return commands;
    }

    @Override
    public RemoteShell shell(Host host) {
        return new Shell(host);
    }

    @Override
    public void close() {
        throw new AssertionError("probes do not own the connections");
    }

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
            commands.add(command);
            return answers.apply(command);
        }

        @Override
        public CommandResult stream(Command command, InputStream source, OutputStream sink) {
            throw new AssertionError("probes stream nothing");
        }

        @Override
        public boolean answers(Duration within) {
            return true;
        }

        @Override
        public void close() {
            throw new AssertionError("probes do not own the connection");
        }
    }
}

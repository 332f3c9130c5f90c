// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Commands on one host over SSH. The first word of a command is a program, found on the account's PATH: what only a
 * shell has built in needs {@code sh -c}. Programs run with {@code LC_ALL=C}. A command must not leave something behind
 * that still holds its standard output or error.
 */
public final class SshShell implements RemoteShell {
    private final Host host;
    private final HostLinks links;
    private final Ticker ticker;
    private final Runnable onClose;

    SshShell(Host host, HostLinks links, Ticker ticker, Runnable onClose) {
        this.host = host;
        this.links = links;
        this.ticker = ticker;
        this.onClose = onClose;
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public CommandResult run(Command command) {
        Become become = new Become(host, command);
        Deadline deadline = Deadline.in(ticker, command.deadline());
        byte[] input = command.input();
        return become.check(
                input.length == 0 ? links.run(become.argv(), deadline) : links.run(become.argv(), input, deadline));
    }

    /** {@inheritDoc} What the command's own input says is not used: the source takes its place. */
    @Override
    public CommandResult stream(Command command, InputStream source, OutputStream sink) {
        Become become = new Become(host, command);
        Deadline deadline = Deadline.in(ticker, command.deadline());
        return become.check(links.stream(become.argv(), source, sink, deadline));
    }

    /**
     * {@inheritDoc}
     *
     * @throws RelocationException when the host does answer but shows a wrong key or refuses the login
     */
    @Override
    public boolean answers(Duration within) {
        try {
            return run(Command.of("true").within(within)).succeeded();
        } catch (RelocationException e) {
            if (e.code() == ErrorCode.HOST_UNREACHABLE) {
                return false;
            }
            throw e;
        }
    }

    /** Logs in now, if that has not been done. */
    void open(Duration within) {
        links.open(Deadline.in(ticker, within));
    }

    @Override
    public void close() {
        onClose.run();
        links.close();
    }
}

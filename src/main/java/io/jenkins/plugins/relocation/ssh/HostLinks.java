// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Runs commands on one host. Commands share connections; a stream has one of its own, because what it is copied to may
 * be slow, and one connection is read by one thread.
 */
final class HostLinks implements AutoCloseable {
    /** More are closed, so that commands with input find room on the same connection. */
    private static final int IDLE_SHELLS = 4;

    private static final int IDLE_BULK_LINKS = 1;
    private static final int REFUSALS = 2;

    private final Host host;
    private final Connector connector;
    private final Workers workers;
    private final SshLimits limits;
    private final Semaphore turns;
    private final LinkPool pool;
    private final Deque<ShellChannel> idle = new ArrayDeque<>();
    private final Deque<Link> idleBulk = new ArrayDeque<>();
    private final Set<Link> busyBulk = new HashSet<>();
    private boolean closed;

    HostLinks(Host host, Connector connector, Workers workers, SshLimits limits) {
        this.host = host;
        this.connector = connector;
        this.workers = workers;
        this.limits = limits;
        turns = new Semaphore(limits.commands(), true);
        pool = new LinkPool(host, connector, limits);
    }

    /** Makes sure that the host can be reached now. */
    void open(Deadline deadline) {
        giveBack(shell(deadline));
    }

    /** Runs a command without input in a persistent shell. */
    CommandResult run(List<String> argv, Deadline deadline) {
        takeTurn(argv, deadline);
        try {
            ShellChannel shell = shell(deadline);
            try {
                return watching(shell.link(), link -> shell.run(argv, deadline));
            } finally {
                giveBack(shell);
            }
        } finally {
            turns.release();
        }
    }

    /** Runs a command with input, which is in memory as its output is. */
    CommandResult run(List<String> argv, byte[] input, Deadline deadline) {
        takeTurn(argv, deadline);
        try (BoundedBytes out = new BoundedBytes(limits.maxOutput())) {
            CommandResult result = onChannel(
                    deadline, false, link -> exec(link, argv, out).run(new ByteArrayInputStream(input), deadline));
            return new CommandResult(result.status(), out.text(), result.err(), result.truncated() || out.truncated());
        } finally {
            turns.release();
        }
    }

    /** Runs a command with bulk data through it. */
    CommandResult stream(List<String> argv, InputStream source, OutputStream sink, Deadline deadline) {
        Link link = bulkLink(deadline);
        boolean whole = false;
        try {
            CommandResult result = exec(link, argv, sink).run(source, deadline);
            whole = true;
            return result;
        } catch (ChannelRefusedException e) {
            throw noSession(e);
        } finally {
            giveBackBulk(link, whole);
        }
    }

    private ExecChannel exec(Link link, List<String> argv, OutputStream sink) {
        return new ExecChannel(host, link, workers, argv, sink, limits.maxOutput());
    }

    private void takeTurn(List<String> argv, Deadline deadline) {
        String what = Channels.what(host, argv);
        if (!deadline.acquire(turns, what)) {
            throw new RelocationException(
                    ErrorCode.HOST_UNREACHABLE,
                    "%s was not started: %d other commands kept the connection busy for %s"
                            .formatted(what, limits.commands(), Texts.seconds(deadline.total())));
        }
    }

    private ShellChannel shell(Deadline deadline) {
        while (true) {
            ShellChannel shell;
            synchronized (this) {
                shell = idle.pollFirst();
            }
            if (shell == null) {
                return onChannel(
                        deadline, true, link -> ShellChannel.open(host, link, workers, limits.maxOutput(), deadline));
            }
            if (shell.usable()) {
                return shell;
            }
            discard(shell);
        }
    }

    private void giveBack(ShellChannel shell) {
        synchronized (this) {
            if (shell.usable() && !closed && idle.size() < IDLE_SHELLS) {
                idle.addFirst(shell);
                return;
            }
        }
        discard(shell);
    }

    private void discard(ShellChannel shell) {
        shell.close();
        pool.release(shell.link());
    }

    private interface ChannelUse<T, E extends Exception> {
        T on(Link link) throws E;
    }

    /**
     * Uses room for a channel. When a connection turns out to be full, another one follows it, until the deadline.
     *
     * @param keep whether the room stays taken after success
     */
    private <T> T onChannel(Deadline deadline, boolean keep, ChannelUse<T, ChannelRefusedException> use) {
        int refusals = 0;
        while (true) {
            Link link = pool.reserve(deadline);
            boolean kept = false;
            try {
                T result = watching(link, use);
                kept = keep;
                return result;
            } catch (ChannelRefusedException e) {
                // One that is refused everything may still have channels open of which only the host knows.
                refusals += link.markFull() ? 0 : 1;
                if (refusals == REFUSALS) {
                    throw noSession(e);
                }
            } finally {
                if (!kept) {
                    pool.release(link);
                }
            }
        }
    }

    /** Remembers a connection that gave no sign of life, so that the next command does not wait for it too. */
    private static <T, E extends Exception> T watching(Link link, ChannelUse<T, E> use) throws E {
        long before = link.received();
        try {
            return use.on(link);
        } catch (RelocationException e) {
            if (e.code() == ErrorCode.HOST_UNREACHABLE) {
                link.doubt(before);
            }
            throw e;
        }
    }

    private RelocationException noSession(ChannelRefusedException cause) {
        return new RelocationException(
                ErrorCode.LOGIN_FAILED,
                "host %s lets %s log in but opens no session: check MaxSessions and the account's restrictions in sshd's configuration"
                        .formatted(host.name(), host.login().user()),
                cause);
    }

    private Link bulkLink(Deadline deadline) {
        while (true) {
            Link link;
            synchronized (this) {
                link = idleBulk.pollFirst();
                if (link != null && link.alive()) {
                    busyBulk.add(link);
                    return link;
                }
            }
            if (link == null) {
                return newBulkLink(deadline);
            }
            link.close();
        }
    }

    private Link newBulkLink(Deadline deadline) {
        Link link = connector.connect(host, deadline);
        synchronized (this) {
            if (!closed) {
                busyBulk.add(link);
                return link;
            }
        }
        link.close();
        throw new RelocationException(
                ErrorCode.STOPPED, "the connection to host %s was closed on this side".formatted(host.name()));
    }

    private void giveBackBulk(Link link, boolean whole) {
        synchronized (this) {
            busyBulk.remove(link);
            if (whole && !closed && link.alive() && idleBulk.size() < IDLE_BULK_LINKS) {
                idleBulk.addFirst(link);
                return;
            }
        }
        link.close();
    }

    @Override
    public void close() {
        Set<Link> bulk;
        synchronized (this) {
            closed = true;
            idle.clear();
            bulk = new HashSet<>(busyBulk);
            bulk.addAll(idleBulk);
            busyBulk.clear();
            idleBulk.clear();
        }
        bulk.forEach(Link::close);
        pool.close();
    }
}

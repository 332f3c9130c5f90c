// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The connections to one host that commands share: normally one, more when the host limits channels per connection. */
final class LinkPool implements AutoCloseable {
    /** OpenSSH allows 10 unless told otherwise; some are left for channels that the host has not given up yet. */
    private static final int CHANNELS_PER_LINK = 8;

    /**
     * A login that one thread makes and others wait for.
     *
     * @param patient whether it has all the time a login may take; if not, its failure is its own affair
     */
    private record Attempt(CompletableFuture<Link> link, boolean patient) {}

    private final Host host;
    private final Connector connector;
    private final SshLimits limits;
    private final List<Link> links = new ArrayList<>();
    private Optional<Attempt> current = Optional.empty();
    private boolean closed;

    LinkPool(Host host, Connector connector, SshLimits limits) {
        this.host = host;
        this.connector = connector;
        this.limits = limits;
    }

    /** A connection with room for one more channel, which is then reserved. */
    Link reserve(Deadline deadline) {
        while (true) {
            closeSpent();
            Attempt attempt;
            boolean mine = false;
            synchronized (this) {
                requireOpen();
                Optional<Link> found = links.stream()
                        .filter(link -> link.reserve(CHANNELS_PER_LINK))
                        .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                if (current.isEmpty()) {
                    mine = true;
                    boolean patient = deadline.left() >= limits.login().toNanos();
                    current = Optional.of(new Attempt(new CompletableFuture<>(), patient));
                }
                attempt = current.get();
            }
            if (mine) {
                connect(attempt, deadline);
            } else {
                follow(attempt, deadline);
            }
        }
    }

    private void connect(Attempt attempt, Deadline deadline) {
        try {
            Link link = connector.connect(host, deadline);
            add(link);
            attempt.link.complete(link);
        } catch (RuntimeException e) {
            synchronized (this) {
                current = Optional.empty();
            }
            attempt.link.completeExceptionally(e);
            throw e;
        }
    }

    private synchronized void add(Link link) {
        if (closed) {
            link.close();
        }
        requireOpen();
        current = Optional.empty();
        links.add(link);
    }

    private void follow(Attempt attempt, Deadline deadline) {
        String what = "the login on host " + host.name();
        try {
            deadline.await(
                    attempt.link,
                    what,
                    () -> new RelocationException(
                            ErrorCode.HOST_UNREACHABLE,
                            "%s took longer than %s; the command was not started"
                                    .formatted(what, Texts.seconds(deadline.total()))));
        } catch (RelocationException e) {
            boolean leadersOwn = attempt.link.isDone()
                    && !Thread.currentThread().isInterrupted()
                    && (e.code() == ErrorCode.STOPPED || e.code() == ErrorCode.HOST_UNREACHABLE && !attempt.patient);
            if (!leadersOwn) {
                throw e;
            }
        }
    }

    /** Gives a channel's room back. */
    void release(Link link) {
        link.release();
        closeSpent();
    }

    private void closeSpent() {
        List<Link> spent;
        synchronized (this) {
            spent = links.stream().filter(Link::spent).toList();
            links.removeAll(spent);
        }
        spent.forEach(Link::close);
    }

    private void requireOpen() {
        if (closed) {
            throw new RelocationException(
                    ErrorCode.STOPPED, "the connection to host %s was closed on this side".formatted(host.name()));
        }
    }

    @Override
    public void close() {
        List<Link> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(links);
            links.clear();
        }
        all.forEach(Link::close);
    }
}

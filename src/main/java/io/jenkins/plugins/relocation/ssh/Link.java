// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One connection to a host, with the connections to jump hosts below it. They belong to this connection alone, so that
 * one that is busy or stuck holds up nobody else.
 */
final class Link implements AutoCloseable {
    private static final long NEVER = -1;

    private record Hop(Session session, Sockets sockets) {}

    private final Deque<Hop> hops = new ArrayDeque<>();
    private boolean closed;
    private int channels;
    private boolean full;
    private long silentAt = NEVER;

    /** Adds the next hop before it is connected, so that closing ends the attempt. */
    synchronized void add(Session session, Sockets sockets) {
        hops.push(new Hop(session, sockets));
        if (closed) {
            shut(sockets);
        }
    }

    synchronized boolean alive() {
        return !closed && !hops.isEmpty() && hops.stream().allMatch(hop -> hop.session.isConnected());
    }

    /** Grows whenever something comes from the host. */
    synchronized long received() {
        return hops.isEmpty() ? 0 : hops.getFirst().sockets.reads();
    }

    /** Something that should have been answered was not, and nothing came since: not to be used until something does. */
    synchronized void doubt(long receivedBefore) {
        silentAt = receivedBefore;
    }

    synchronized boolean doubtful() {
        return silentAt != NEVER && silentAt == received();
    }

    /** Takes room for a channel, if there is some. */
    synchronized boolean reserve(int most) {
        if (full || channels >= most || doubtful() || !alive()) {
            return false;
        }
        channels++;
        return true;
    }

    synchronized void release() {
        channels--;
    }

    /**
     * The host refused the channel that was reserved last.
     *
     * @return whether there are others: then it is just full
     */
    synchronized boolean markFull() {
        full = true;
        return channels > 1;
    }

    synchronized boolean spent() {
        return !alive() || (full || doubtful()) && channels == 0;
    }

    ChannelExec newChannel() throws JSchException {
        Session session;
        synchronized (this) {
            session = hops.getFirst().session;
        }
        return (ChannelExec) session.openChannel("exec");
    }

    /**
     * Ends the connection at once. The sockets go first: then nothing that the library still wants to send can block.
     */
    @Override
    public void close() {
        Deque<Hop> all;
        synchronized (this) {
            closed = true;
            all = new ArrayDeque<>(hops);
        }
        all.forEach(hop -> shut(hop.sockets));
        all.forEach(hop -> hop.session.disconnect());
    }

    private static void shut(Sockets sockets) {
        try {
            sockets.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a socket failed", e);
        }
    }
}

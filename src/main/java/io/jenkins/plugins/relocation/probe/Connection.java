// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;

/** A TCP connection whose every wait ends with a deadline or an interrupt, whatever the peer does. */
final class Connection implements AutoCloseable {
    /** How a wait for data ended. */
    enum Event {
        /** Data came. */
        DATA,
        /** The peer closed the connection. */
        END,
        /** The deadline is over. */
        LATE
    }

    private final Selector selector;
    private final SocketChannel channel;
    private final Deadline deadline;
    private final String peer;

    private Connection(SocketChannel channel, InetSocketAddress address, Deadline deadline) throws IOException {
        this.channel = channel;
        this.deadline = deadline;
        this.peer = "%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
        channel.configureBlocking(false);
        this.selector = Selector.open();
    }

    /**
     * Connects to the first address of a name that answers.
     *
     * @throws RelocationException when none does in time, saying what the last one did
     */
    static Connection open(String name, int port, Deadline deadline) {
        List<InetAddress> addresses = resolve(name, deadline);
        RelocationException last = null;
        for (int i = 0; i < addresses.size(); i++) {
            try {
                // A dead first address must not use up the time of a second one that works.
                Deadline share = deadline.share(addresses.size() - i);
                return open(new InetSocketAddress(addresses.get(i), port), share, deadline);
            } catch (RelocationException e) {
                if (e.code() == ErrorCode.STOPPED) {
                    throw e;
                }
                last = e;
            }
        }
        throw last == null ? unreachable("%s has no address".formatted(name), null) : last;
    }

    private static Connection open(InetSocketAddress address, Deadline connect, Deadline whole) {
        SocketChannel channel = null;
        Connection connection = null;
        boolean connected = false;
        try {
            channel = SocketChannel.open();
            connection = new Connection(channel, address, whole);
            connection.connect(address, connect);
            connected = true;
            return connection;
        } catch (IOException e) {
            throw unreachable(
                    "%s:%d: %s".formatted(address.getAddress().getHostAddress(), address.getPort(), Words.reason(e)),
                    e);
        } finally {
            if (!connected) {
                closeQuietly(connection);
                closeQuietly(channel);
            }
        }
    }

    private static List<InetAddress> resolve(String name, Deadline deadline) {
        return deadline.await("the host name %s was not resolved".formatted(name), () -> {
            try {
                return List.of(InetAddress.getAllByName(name));
            } catch (UnknownHostException e) {
                throw unreachable("the host name %s cannot be resolved".formatted(name), e);
            }
        });
    }

    private void connect(InetSocketAddress address, Deadline until) throws IOException {
        boolean connected = channel.connect(address);
        while (!connected) {
            if (!await(SelectionKey.OP_CONNECT, until)) {
                throw unreachable("%s: no connection within %s".formatted(peer, Words.time(until.whole())), null);
            }
            connected = channel.finishConnect();
        }
    }

    /**
     * Sends all bytes.
     *
     * @throws RelocationException when the peer does not take them in time
     */
    void send(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        try {
            while (left.hasRemaining()) {
                if (channel.write(left) == 0 && !await(SelectionKey.OP_WRITE, deadline)) {
                    throw unreachable(
                            "%s: connected, but took only %d of %d bytes within %s"
                                    .formatted(peer, left.position(), bytes.length, Words.time(deadline.whole())),
                            null);
                }
            }
        } catch (IOException e) {
            throw unreachable("%s: connected, but sending failed: %s".formatted(peer, Words.reason(e)), e);
        }
    }

    /** Waits for data. A connection that the peer resets has ended. */
    Event receive(ByteBuffer into) {
        try {
            while (await(SelectionKey.OP_READ, deadline)) {
                int count = channel.read(into);
                if (count != 0) {
                    return count < 0 ? Event.END : Event.DATA;
                }
            }
            return Event.LATE;
        } catch (IOException e) {
            return Event.END;
        }
    }

    /** The address and port that answered. */
    String peer() {
        return peer;
    }

    private boolean await(int operation, Deadline until) throws IOException {
        channel.register(selector, operation);
        selector.selectedKeys().clear();
        while (!until.left().isZero()) {
            // A select of 0 ms would wait for ever.
            if (selector.select(until.left().toMillis() + 1) > 0) {
                return true;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new RelocationException(ErrorCode.STOPPED, "stopped while probing " + peer);
            }
        }
        return false;
    }

    @Override
    public void close() {
        closeQuietly(selector);
        closeQuietly(channel);
    }

    /** What was asked is answered by now: trouble with closing changes nothing about it. */
    private static void closeQuietly(AutoCloseable resource) {
        if (resource != null) {
            try {
                resource.close();
            } catch (Exception ignored) {
                // nothing is lost: see above
            }
        }
    }

    private static RelocationException unreachable(String message, Exception cause) {
        return new RelocationException(ErrorCode.HOST_UNREACHABLE, message, cause);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.agent;

import hudson.remoting.Pipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import jenkins.security.MasterToSlaveCallable;

/**
 * Runs on an agent: connects to a host and carries bytes in both directions until one side ends. It holds an address and two
 * pipes, and nothing else: what is in the bytes is between the controller and the host. Cancelling the call ends it.
 */
final class HostRelay extends MasterToSlaveCallable<Void, IOException> {
    /** What the agent sends first, once the host has taken the connection. */
    static final int CONNECTED = 1;

    private static final long serialVersionUID = 1L;
    private static final int BUFFER = 32 << 10;

    private final String host;
    private final int port;
    private final int connectMillis;
    private final Pipe toHost;
    private final Pipe fromHost;

    HostRelay(String host, int port, int connectMillis, Pipe toHost, Pipe fromHost) {
        this.host = host;
        this.port = port;
        this.connectMillis = connectMillis;
        this.toHost = toHost;
        this.fromHost = fromHost;
    }

    @Override
    public Void call() throws IOException {
        // Not the channel's streams: one that reads keeps the other from writing.
        try (SocketChannel socket = SocketChannel.open();
                OutputStream back = fromHost.getOut()) {
            socket.socket().connect(new InetSocketAddress(host, port), connectMillis);
            socket.socket().setTcpNoDelay(true);
            back.write(CONNECTED);
            back.flush();
            Thread forth = new Thread(() -> forth(socket), "relay to " + host + ":" + port);
            forth.setDaemon(true);
            forth.start();
            try {
                back(socket, back);
            } finally {
                forth.interrupt();
            }
        }
        return null;
    }

    private static void back(SocketChannel socket, OutputStream back) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (socket.read(buffer) >= 0) {
                back.write(buffer.array(), 0, buffer.position());
                back.flush();
                buffer.clear();
            }
        } catch (ClosedChannelException e) {
            // The controller has closed its side, or has cancelled the call.
            return;
        }
    }

    private void forth(SocketChannel socket) {
        byte[] bytes = new byte[BUFFER];
        try (socket;
                InputStream in = toHost.getIn()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
                while (buffer.hasRemaining()) {
                    socket.write(buffer);
                }
            }
        } catch (IOException e) {
            // Closing the socket, as this does, is how the other direction learns of it.
            return;
        }
    }

    @Override
    public String toString() {
        return "connection to %s:%d".formatted(host, port);
    }
}

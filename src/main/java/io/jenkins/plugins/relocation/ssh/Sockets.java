// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.SocketFactory;
import io.jenkins.plugins.relocation.spi.Dialer;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the socket of one connection and keeps hold of it: closing the socket is the one way to end every call of the
 * library at once. Remembers how the stream ended, because the library reports a connection that drops during the login
 * as a refused login.
 */
final class Sockets implements SocketFactory, Closeable {
    private final Duration connectLimit;
    private final Socket socket;
    private volatile Optional<String> broken = Optional.empty();
    private final AtomicLong reads = new AtomicLong();

    Sockets(Duration connectLimit, Dialer dialer) {
        this.connectLimit = connectLimit;
        this.socket = dialer.socket();
    }

    /** How the stream from the host ended, if it did. */
    Optional<String> broken() {
        return broken;
    }

    /** Grows whenever something comes from the host. */
    long reads() {
        return reads.get();
    }

    @Override
    public Socket createSocket(String address, int port) throws IOException {
        socket.setKeepAlive(true);
        socket.connect(InetSocketAddress.createUnresolved(address, port), (int) connectLimit.toMillis());
        return socket;
    }

    @Override
    public InputStream getInputStream(Socket connected) throws IOException {
        return new Watched(connected.getInputStream());
    }

    @Override
    public OutputStream getOutputStream(Socket connected) throws IOException {
        return connected.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private final class Watched extends FilterInputStream {
        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return watch(super.read());
            } catch (IOException e) {
                throw watch(e);
            }
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return watch(super.read(bytes, from, length));
            } catch (IOException e) {
                throw watch(e);
            }
        }

        private int watch(int count) {
            if (count < 0) {
                broken = Optional.of("the host closed the connection");
            }
            reads.incrementAndGet();
            return count;
        }

        private IOException watch(IOException e) {
            broken = Optional.of(
                    e instanceof SocketTimeoutException ? "the host did not answer in time" : e.getMessage());
            return e;
        }
    }
}

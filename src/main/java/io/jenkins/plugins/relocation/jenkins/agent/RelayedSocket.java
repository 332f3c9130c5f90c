// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.agent;

import hudson.remoting.Future;
import hudson.remoting.Pipe;
import hudson.remoting.VirtualChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A socket whose connection an agent makes. Opens no port anywhere. */
final class RelayedSocket extends Socket {
    private static final int BUFFER = 32 << 10;
    private static final int GRACE_MILLIS = 5_000;

    private final String agent;
    private final VirtualChannel channel;
    private final TimedBytes fromHost = new TimedBytes();
    private Pipe toHost;
    private Future<Void> call;
    private Thread pump;
    private boolean connected;
    private boolean closed;

    RelayedSocket(String agent, VirtualChannel channel) {
        this.agent = agent;
        this.channel = channel;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        InetSocketAddress host = (InetSocketAddress) endpoint;
        begin(host, timeoutMillis);
        // The agent has that long for the host; a little more is for the way to the agent and back.
        fromHost.timeout(timeoutMillis == 0 ? 0 : timeoutMillis + GRACE_MILLIS);
        try {
            if (fromHost.read() != HostRelay.CONNECTED) {
                throw notConnected(host);
            }
        } catch (SocketTimeoutException e) {
            close();
            throw timeout(
                    "agent %s made no connection to %s:%d in time"
                            .formatted(agent, host.getHostString(), host.getPort()),
                    e);
        } catch (IOException e) {
            close();
            throw e;
        }
        fromHost.timeout(0);
        synchronized (this) {
            connected = true;
        }
    }

    private synchronized void begin(InetSocketAddress host, int timeoutMillis) throws IOException {
        if (closed) {
            throw new IOException("the connection was closed on this side");
        }
        toHost = Pipe.createLocalToRemote();
        Pipe back = Pipe.createRemoteToLocal();
        call = channel.callAsync(new HostRelay(host.getHostString(), host.getPort(), timeoutMillis, toHost, back));
        pump = new Thread(() -> pump(back.getIn()), "relay through agent " + agent);
        pump.setDaemon(true);
        pump.start();
    }

    private void pump(InputStream in) {
        byte[] bytes = new byte[BUFFER];
        try (in) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (!fromHost.put(Arrays.copyOf(bytes, count))) {
                    return;
                }
            }
            fromHost.end();
        } catch (IOException e) {
            fromHost.fail("the connection through agent %s ended: %s".formatted(agent, e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            fromHost.end();
        }
    }

    /** Why the agent has not connected: what its call ended with. */
    private IOException notConnected(InetSocketAddress host) {
        String where = "%s:%d through agent %s".formatted(host.getHostString(), host.getPort(), agent);
        Future<Void> ended;
        synchronized (this) {
            ended = call;
        }
        try {
            ended.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
            return new IOException("no connection to %s: it ended at once".formatted(where));
        } catch (ExecutionException e) {
            return new IOException("no connection to %s: %s".formatted(where, e.getCause()), e);
        } catch (TimeoutException e) {
            return new IOException("no connection to %s".formatted(where), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new InterruptedIOException("interrupted while connecting to " + where);
        }
    }

    private static SocketTimeoutException timeout(String message, IOException cause) {
        SocketTimeoutException timeout = new SocketTimeoutException(message);
        timeout.initCause(cause);
        return timeout;
    }

    @Override
    public InputStream getInputStream() {
        return fromHost;
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        if (toHost == null) {
            throw new IOException("the socket is not connected");
        }
        return toHost.getOut();
    }

    @Override
    public void setSoTimeout(int timeout) {
        fromHost.timeout(timeout);
    }

    @Override
    public int getSoTimeout() {
        return fromHost.timeout();
    }

    @Override
    public void setKeepAlive(boolean on) {
        // Remoting has its own.
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // The agent sends at once.
    }

    @Override
    public synchronized boolean isConnected() {
        return connected;
    }

    @Override
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        OutputStream out = null;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (toHost != null) {
                out = toHost.getOut();
            }
            if (call != null) {
                call.cancel(true);
            }
            if (pump != null) {
                pump.interrupt();
            }
        }
        fromHost.end();
        try {
            super.close();
        } finally {
            if (out != null) {
                out.close();
            }
        }
    }

    @Override
    public String toString() {
        return "connection through agent " + agent;
    }
}

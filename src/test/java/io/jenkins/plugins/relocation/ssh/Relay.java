// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A network between this side and a server that can be made to swallow everything without breaking a connection. */
final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    /** What connections wait at; those that are made later may have another one. */
    private volatile Gate gate = new Gate();

    Relay(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Swallows everything, on connections made later too. */
    void freeze() {
        gate.shut();
    }

    /** Swallows everything on the connections there are. */
    void freezeWhatIsConnected() {
        Gate old = gate;
        gate = new Gate();
        old.shut();
    }

    private static final class Gate {
        private final AtomicReference<CountDownLatch> latch = new AtomicReference<>(new CountDownLatch(0));

        void shut() {
            latch.set(new CountDownLatch(1));
        }

        void open() {
            latch.get().countDown();
        }

        void pass() throws InterruptedException {
            latch.get().await();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.addAll(List.of(near, far));
                Gate mine = gate;
                daemon(() -> copy(near, far, mine));
                daemon(() -> copy(far, near, mine));
            }
        } catch (IOException e) {
            // Closed by the test.
            return;
        }
    }

    private void copy(Socket from, Socket to, Gate mine) {
        byte[] piece = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                mine.pass();
                out.write(piece, 0, n);
            }
        } catch (IOException e) {
            // One side has gone; the other is closed with it.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "test-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        gate.open();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

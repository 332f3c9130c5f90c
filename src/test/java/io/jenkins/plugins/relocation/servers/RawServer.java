// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.servers;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A TCP server that does with each connection what a test says. */
public final class RawServer implements Closeable {
    /** What is done with one connection; it is closed afterwards. */
    @FunctionalInterface
    public interface Manners {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Manners manners;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private RawServer(Manners manners) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        this.manners = manners;
    }

    public static RawServer start(Manners manners) throws IOException {
        RawServer server = new RawServer(manners);
        start("raw server", server::accept);
        return server;
    }

    /** Accepts and says nothing. */
    public static RawServer silent() throws IOException {
        return start(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
    }

    /** Sends a beginning, and then one byte every 20 ms, for ever. */
    public static RawServer dripping(byte[] beginning, char drop) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        return start(socket -> {
            socket.getOutputStream().write(beginning);
            while (!never.await(20, TimeUnit.MILLISECONDS)) {
                socket.getOutputStream().write(drop);
            }
        });
    }

    /** Sends a beginning, and then a text over and over as fast as it is taken. */
    public static RawServer flooding(String beginning, String wave) throws IOException {
        return start(socket -> {
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.UTF_8));
            byte[] bytes = wave.repeat(1000).getBytes(StandardCharsets.UTF_8);
            while (!socket.isClosed()) {
                socket.getOutputStream().write(bytes);
            }
        });
    }

    /** Reads something, sends bytes and closes. */
    public static RawServer answering(byte[] bytes) throws IOException {
        return start(socket -> {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream().write(bytes);
        });
    }

    public static RawServer answering(String text) throws IOException {
        return answering(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A port on which nobody listens now. */
    public static int refusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                start("raw server connection", () -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            manners.serve(socket);
        } catch (IOException e) {
            // the client went away, as clients do
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}

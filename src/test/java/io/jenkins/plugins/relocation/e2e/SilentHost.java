// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A host that takes connections and never says anything: whoever asks it has to wait. */
final class SilentHost implements AutoCloseable {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIVToNpMCy7lP0Wq+/3hcXNTvldr0Rhp1C+/44MPQV9G";

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    SilentHost() throws IOException {
        server = new ServerSocket(0);
        Thread thread = new Thread(this::accept, "silent host");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Whether somebody has connected within that time. */
    boolean isAsked(int seconds) throws InterruptedException {
        return asked.await(seconds, TimeUnit.SECONDS);
    }

    /** Inventory of which it is the only host that has a workload. */
    String inventory(String address) {
        return """
                version: 1
                defaults:
                  login: {user: root, credentials: e2e}
                hosts:
                  - name: silent
                    address: %s
                    port: %d
                    hostKeys: ["%s"]
                  - name: other
                    address: 192.0.2.1
                    hostKeys: ["%s"]
                workloads:
                  - name: app
                    driver: process
                    host: silent
                    settings: {pidFile: /run/app.pid}
                    probes:
                      - {type: process}
                """
                .formatted(address, port(), KEY, KEY);
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                sockets.add(server.accept());
                asked.countDown();
            }
        } catch (IOException e) {
            // Closed.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

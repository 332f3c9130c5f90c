// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One connection to a server that answers a line with a line: Redis's inline commands, the tree's words. */
final class LineClient implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader reader;

    LineClient(String address, int port, Duration patience) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) patience.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) patience.toMillis());
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a line and returns the line that answers it. */
    String ask(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        String answer = reader.readLine();
        if (answer == null) {
            throw new IOException("connection closed");
        }
        return answer;
    }

    /** Sends a line and returns the text of Redis's bulk answer to it. */
    String askBulk(String line) throws IOException {
        String header = ask(line);
        return header.startsWith("$") ? reader.readLine() : header;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

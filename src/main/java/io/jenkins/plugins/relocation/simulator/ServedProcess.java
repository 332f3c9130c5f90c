// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;

/** A real process behind an SSH server, without the polling of the library's own shell. It ends with its channel. */
public final class ServedProcess extends ServedCommand {
    private static final int PIECE = 32 * 1024;

    private final ProcessBuilder builder;
    private final Consumer<Process> started;
    private Process process;

    /**
     * @param builder program and environment
     * @param started is told of the process
     */
    public ServedProcess(ProcessBuilder builder, Consumer<Process> started) {
        this.builder = builder;
        this.started = started;
    }

    @Override
    public void start(ChannelSession channel, Environment env) throws IOException {
        process = builder.start();
        started.accept(process);
        Thread copyOut = copy(process.getInputStream(), out);
        Thread copyErr = copy(process.getErrorStream(), err);
        copy(in, process.getOutputStream());
        daemon(() -> {
            try {
                int status = process.waitFor();
                copyOut.join();
                copyErr.join();
                exit.onExit(status);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Thread copy(InputStream from, OutputStream to) {
        return daemon(() -> {
            byte[] piece = new byte[PIECE];
            try (to) {
                for (int n = from.read(piece); n >= 0; n = from.read(piece)) {
                    to.write(piece, 0, n);
                    to.flush();
                }
            } catch (IOException e) {
                // The other side has gone; waiting for the process tells the rest.
                return;
            }
        });
    }

    @Override
    public void destroy(ChannelSession channel) {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** A command line of a client, run by a real shell with the environment of a simulated system. */
final class ShellCommand implements Command {
    private static final int PIECE = 32 * 1024;

    private final String line;
    private final Map<String, String> environment;
    private final Consumer<Process> started;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private ExitCallback exit;
    private Process process;

    ShellCommand(String line, Map<String, String> environment, Consumer<Process> started) {
        this.line = line;
        this.environment = environment;
        this.started = started;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment env) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line);
        builder.environment().clear();
        builder.environment().putAll(environment);
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

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "simulated-aix-shell");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void destroy(ChannelSession channel) {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}

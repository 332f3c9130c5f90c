// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** Runs a command line with a login shell, as a real server does, without the polling of the library's own shell. */
final class RealCommand implements Command {
    private final List<String> argv;
    private final Map<String, String> environment;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private ExitCallback exit;
    private Process process;

    RealCommand(List<String> argv, Map<String, String> environment) {
        this.argv = argv;
        this.environment = environment;
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
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.environment().putAll(environment);
        process = builder.start();
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
            byte[] piece = new byte[32 * 1024];
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
        Thread thread = new Thread(work, "test-server-command");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void destroy(ChannelSession channel) {
        process.destroyForcibly();
    }
}

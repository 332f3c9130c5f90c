// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.command.Command;

/** A command that a client has asked an SSH server for, with its streams: {@link #in} is read, {@link #out} and {@link #err} are written. */
public abstract class ServedCommand implements Command {
    protected InputStream in;
    protected OutputStream out;
    protected OutputStream err;
    protected ExitCallback exit;

    @Override
    public final void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public final void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public final void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public final void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    /** Works beside the server, and does not keep the virtual machine alive. */
    protected static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "served-command");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}

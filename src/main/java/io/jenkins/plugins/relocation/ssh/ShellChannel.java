// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.ChannelExec;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One persistent {@code /bin/sh} on a host; runs one command at a time. */
final class ShellChannel {
    /** Nothing to quote: every login shell, whatever it is, can start this. */
    private static final String SHELL = "/bin/sh";
    /** Messages of programs are read by this program, so they must not depend on the account's language. */
    private static final String SETTINGS = "LC_ALL=C;export LC_ALL\n";

    private final Host host;
    private final Link link;
    private final Workers workers;
    private final int maxOutput;
    private final ChannelExec channel;
    private final Tap out;
    private final Tap err;
    private final OutputStream in;
    private boolean broken;

    private ShellChannel(Host host, Link link, Workers workers, int maxOutput, ChannelExec channel) throws IOException {
        this.host = host;
        this.link = link;
        this.workers = workers;
        this.maxOutput = maxOutput;
        this.channel = channel;
        out = new Tap(channel::isClosed);
        err = new Tap(channel::isClosed);
        channel.setCommand(SHELL);
        channel.setOutputStream(out);
        channel.setErrStream(err);
        in = channel.getOutputStream();
    }

    /** Opens a shell in room that was reserved on the connection. */
    static ShellChannel open(Host host, Link link, Workers workers, int maxOutput, Deadline deadline)
            throws ChannelRefusedException {
        ChannelExec channel = Channels.create(host, link);
        try {
            ShellChannel shell = new ShellChannel(host, link, workers, maxOutput, channel);
            Frame greeting = new Frame(host.name(), maxOutput);
            shell.listen(greeting);
            Channels.open(host, channel, workers, deadline);
            shell.greet(greeting, deadline);
            return shell;
        } catch (IOException e) {
            throw Channels.dropped(host, e);
        } catch (RuntimeException e) {
            Channels.discard(channel, link, workers);
            throw e;
        }
    }

    /** Makes sure that there is a shell, and skips what a login shell may print first. */
    private void greet(Frame frame, Deadline deadline) {
        try {
            exchange(SETTINGS, frame, List.of("true"), deadline);
        } catch (RelocationException e) {
            throw channel.getExitStatus() != Channels.NO_STATUS ? Channels.noShell(host, frame.noise(), e) : e;
        }
    }

    Link link() {
        return link;
    }

    boolean usable() {
        return !broken && !link.doubtful() && channel.isConnected();
    }

    CommandResult run(List<String> argv, Deadline deadline) {
        return exchange("", new Frame(host.name(), maxOutput), argv, deadline);
    }

    private CommandResult exchange(String before, Frame frame, List<String> argv, Deadline deadline) {
        String text = before + frame.script(argv);
        listen(frame);
        broken = true;
        workers.submit(() -> write(text, frame));
        CommandResult result = deadline.await(
                frame.result(), Channels.what(host, argv), () -> Channels.tooLate(Channels.what(host, argv), deadline));
        out.disconnect();
        err.disconnect();
        broken = false;
        return result;
    }

    private void listen(Frame frame) {
        out.connect(frame.out());
        err.connect(frame.err());
    }

    private boolean write(String text, Frame frame) {
        try {
            in.write(text.getBytes(StandardCharsets.UTF_8));
            in.flush();
            return true;
        } catch (IOException e) {
            return !frame.result().completeExceptionally(Channels.dropped(host, e));
        }
    }

    /** Throws the shell away. Does not wait: sending to a host that hangs may block. */
    void close() {
        broken = true;
        Channels.discard(channel, link, workers);
    }
}

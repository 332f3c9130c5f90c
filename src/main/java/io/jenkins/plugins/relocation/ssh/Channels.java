// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens channels with a deadline. */
final class Channels {
    /** What the library gives as exit status as long as there is none. */
    static final int NO_STATUS = -1;

    private static final String NOT_OPENED = "channel is not opened.";
    private static final long DISCARD_SECONDS = 5;

    private Channels() {}

    static ChannelExec create(Host host, Link link) {
        try {
            return link.newChannel();
        } catch (JSchException e) {
            throw dropped(host, e);
        }
    }

    /**
     * Opens the channel, which starts its command.
     *
     * @throws ChannelRefusedException when the host does not want another one on this connection; nothing was started
     */
    static void open(Host host, ChannelExec channel, Workers workers, Deadline deadline)
            throws ChannelRefusedException {
        String what = "a channel to host " + host.name();
        Future<Optional<JSchException>> attempt = workers.submit(() -> connect(channel, deadline.millisLeft()));
        Optional<JSchException> failure = deadline.await(attempt, what, () -> notOpened(host, deadline));
        if (failure.isEmpty() || endedAtOnce(channel, failure.get())) {
            return;
        }
        if (refused(channel, failure.get())) {
            throw new ChannelRefusedException("host %s refused a channel".formatted(host.name()));
        }
        throw deadline.left() == 0 ? notOpened(host, deadline) : dropped(host, failure.get());
    }

    /** It was open, and closed again before the library had noticed: how it ended is told as for any other. */
    private static boolean endedAtOnce(ChannelExec channel, JSchException failure) {
        return channel.isClosed() && channel.getExitStatus() != NO_STATUS && !NOT_OPENED.equals(failure.getMessage());
    }

    private static Optional<JSchException> connect(ChannelExec channel, int millis) {
        try {
            channel.connect(millis);
            return Optional.empty();
        } catch (JSchException e) {
            return Optional.of(e);
        }
    }

    /** The library stores the host's reason, a number above 0, as the exit status of a channel that never was. */
    private static boolean refused(ChannelExec channel, JSchException failure) {
        return channel.isClosed() && channel.getExitStatus() > 0 && NOT_OPENED.equals(failure.getMessage());
    }

    /**
     * Closes a channel without the caller waiting for it. A connection that does not even take the message for that is
     * stuck, and is closed too: what else runs over it is stuck as well.
     */
    static void discard(ChannelExec channel, Link link, Workers workers) {
        workers.tidy(() -> {
            try {
                Future<Boolean> closing = workers.submit(() -> {
                    channel.disconnect();
                    return true;
                });
                closing.get(DISCARD_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                link.close();
            } catch (TimeoutException | ExecutionException | RelocationException e) {
                link.close();
            }
        });
    }

    static RelocationException dropped(Host host, Exception cause) {
        return new RelocationException(
                ErrorCode.HOST_UNREACHABLE,
                "the connection to host %s broke (%s); check that the host is up and look at its state before going on"
                        .formatted(host.name(), cause.getMessage()),
                cause);
    }

    private static RelocationException notOpened(Host host, Deadline deadline) {
        return new RelocationException(
                ErrorCode.HOST_UNREACHABLE,
                "host %s did not open a channel within %s; the command was not started"
                        .formatted(host.name(), Texts.seconds(deadline.total())));
    }

    static String what(Host host, List<String> argv) {
        return "command %s on host %s".formatted(Texts.command(argv), host.name());
    }

    static RelocationException tooLate(String what, Deadline deadline) {
        return new RelocationException(
                ErrorCode.HOST_UNREACHABLE,
                "%s did not end within %s; its outcome is not known, and it may still be running: look at the host before doing it again"
                        .formatted(what, Texts.seconds(deadline.total())));
    }

    /** The login worked, but the account does not run commands: a disabled account, a forced command, a menu. */
    static RelocationException noShell(Host host, String said, Exception cause) {
        return new RelocationException(
                ErrorCode.LOGIN_FAILED,
                "account %s on host %s does not run /bin/sh%s: give it a login shell, without a forced command"
                        .formatted(
                                host.login().user(),
                                host.name(),
                                said.isEmpty() ? "" : " (it says " + Names.quote(said) + ")"),
                cause);
    }
}

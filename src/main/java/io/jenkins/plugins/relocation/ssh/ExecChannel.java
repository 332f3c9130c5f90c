// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.ChannelExec;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** One command with input, on a channel of its own. */
final class ExecChannel {
    private static final int MAX_NOISE = 300;
    private static final int PIECE = 32 * 1024;

    private final Host host;
    private final Link link;
    private final Workers workers;
    private final List<String> argv;
    private final ChannelExec channel;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<IOException> sourceFailed = new CompletableFuture<>();
    private final BoundedBytes noise = new BoundedBytes(MAX_NOISE);
    private final AfterMarker out;
    private final AfterMarker err;
    private final BoundedBytes errors;
    private final byte[] script;

    ExecChannel(Host host, Link link, Workers workers, List<String> argv, OutputStream sink, int maxErrors) {
        this.host = host;
        this.link = link;
        this.workers = workers;
        this.argv = argv;
        Marker begin = new Marker();
        errors = new BoundedBytes(maxErrors);
        out = new AfterMarker(begin, noise, sink);
        err = new AfterMarker(begin, noise, errors);
        script = script(begin, argv).getBytes(StandardCharsets.UTF_8);
        channel = Channels.create(host, link);
    }

    /**
     * A subshell, so that a program killed by a signal gives an exit status as in any shell; some Korn shells report 256
     * and more for it, which is brought into the usual range.
     */
    static String script(Marker begin, List<String> argv) {
        return "LC_ALL=C;export LC_ALL;echo %1$s;echo %1$s >&2;(exec %2$s);s=$?;[ $s -gt 255 ]&&s=$((s-128));exit $s"
                .formatted(begin, ShellQuote.words(argv));
    }

    /**
     * Reads the script from standard input, exactly to its end; what follows is the command's input. The line itself is
     * the same for all commands and means the same to every login shell; dd reads no byte too many.
     */
    private String commandLine() {
        return "/bin/sh -c 'eval \"$(dd bs=1 count=%d 2>/dev/null)\"'".formatted(script.length);
    }

    /** Runs the command. The result has no standard output: that went to the sink. */
    CommandResult run(InputStream source, Deadline deadline) throws ChannelRefusedException {
        channel.setCommand(commandLine());
        Tap outTap = new Tap(channel::isClosed);
        Tap errTap = new Tap(channel::isClosed);
        outTap.connect(out);
        errTap.connect(err);
        channel.setOutputStream(outTap);
        channel.setErrStream(errTap);
        OutputStream in = in();
        Channels.open(host, channel, workers, deadline);
        String what = Channels.what(host, argv);
        Future<Boolean> pump = workers.submit(() -> pump(source, in));
        try {
            CompletableFuture<Object> either = CompletableFuture.anyOf(ended, sourceFailed);
            deadline.await(either, what, () -> Channels.tooLate(what, deadline));
        } finally {
            out.abandon();
            pump.cancel(true);
            Channels.discard(channel, link, workers);
        }
        return result();
    }

    private OutputStream in() {
        try {
            return channel.getOutputStream();
        } catch (IOException e) {
            throw Channels.dropped(host, e);
        }
    }

    private boolean pump(InputStream source, OutputStream in) {
        byte[] piece = new byte[PIECE];
        try {
            in.write(script);
            in.flush();
            for (int count = read(source, piece); count >= 0; count = read(source, piece)) {
                in.write(piece, 0, count);
                if (count < piece.length) {
                    in.flush();
                }
            }
            if (!sourceFailed.isDone()) {
                in.close();
            }
            return true;
        } catch (IOException e) {
            // The command ended without reading all of its input; its exit status says what that means.
            return false;
        }
    }

    private int read(InputStream source, byte[] piece) {
        try {
            return source.read(piece);
        } catch (IOException e) {
            sourceFailed.complete(e);
            return -1;
        }
    }

    private CommandResult result() {
        if (sourceFailed.isDone()) {
            throw failedHere("reading its input", sourceFailed.join());
        }
        if (out.failure().isPresent()) {
            throw failedHere("writing its output", out.failure().get());
        }
        int status = channel.getExitStatus();
        if (status == Channels.NO_STATUS) {
            throw new RelocationException(
                    ErrorCode.HOST_UNREACHABLE,
                    "the connection ended before %s gave an exit status; its outcome is not known: look at the host before doing it again"
                            .formatted(Channels.what(host, argv)));
        }
        if (!out.begun()) {
            throw Channels.noShell(host, noise.text().strip(), null);
        }
        return new CommandResult(status, "", errors.text(), errors.truncated());
    }

    private RelocationException failedHere(String doing, IOException cause) {
        return new RelocationException(
                ErrorCode.HOST_FAILED,
                "%s was cut off: %s failed on this side: %s; what it made on the host is not complete"
                        .formatted(Channels.what(host, argv), doing, cause.getMessage()),
                cause);
    }

    /** Drops what a login shell prints before the command begins, and hands on the rest. */
    private final class AfterMarker implements Tap.Receiver {
        private final MarkerScan scan;
        private final OutputStream before;
        private final OutputStream after;
        private boolean markerSeen;
        private volatile boolean begun;
        private volatile boolean abandoned;
        private volatile Optional<IOException> failure = Optional.empty();

        AfterMarker(Marker marker, OutputStream before, OutputStream after) {
            scan = marker.scan();
            this.before = before;
            this.after = after;
        }

        boolean begun() {
            return begun;
        }

        Optional<IOException> failure() {
            return failure;
        }

        /** Nothing is written from now on: the caller has gone on. */
        void abandon() {
            abandoned = true;
        }

        @Override
        public void receive(byte[] bytes, int from, int to) throws IOException {
            int at = from;
            if (!markerSeen) {
                int found = scan.find(bytes, at, to, before);
                markerSeen = found >= 0;
                at = markerSeen ? found : to;
            }
            if (markerSeen && !begun && at < to) {
                // The end of the marker's line.
                begun = true;
                at++;
            }
            if (at < to && !abandoned && failure.isEmpty()) {
                handOn(bytes, at, to);
            }
        }

        private void handOn(byte[] bytes, int from, int to) {
            try {
                after.write(bytes, from, to - from);
            } catch (IOException e) {
                failure = Optional.of(e);
                ended.complete(null);
            }
        }

        @Override
        public void ended() {
            ended.complete(null);
        }
    }
}

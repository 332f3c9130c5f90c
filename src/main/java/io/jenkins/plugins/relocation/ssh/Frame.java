// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One command in a persistent shell: the line that runs it, and its output cut out of the shell's two streams. */
final class Frame {
    private static final int MAX_NOISE = 300;
    private static final int SIGNAL_BASE = 128;
    private static final int KSH_SIGNAL_BASE = 256;

    private final Marker begin = new Marker();
    private final Marker end = new Marker();
    private final String host;
    private final Part out;
    private final Part err;
    private final CompletableFuture<CommandResult> result = new CompletableFuture<>();

    Frame(String host, int maxOutput) {
        this.host = host;
        out = new Part(maxOutput);
        err = new Part(maxOutput);
    }

    /**
     * The line for the shell. The parentheses make it all or nothing: a line that arrives in part is a syntax error.
     * Inside them {@code exec} takes the place of the subshell, so that there is one fork, and a program is run even if
     * it has the name of something built in.
     */
    String script(List<String> argv) {
        return "echo %1$s;echo %1$s >&2;(exec %3$s)</dev/null;echo \"%2$s $?\";echo %2$s >&2\n"
                .formatted(begin, end, ShellQuote.words(argv));
    }

    Tap.Receiver out() {
        return out;
    }

    Tap.Receiver err() {
        return err;
    }

    CompletableFuture<CommandResult> result() {
        return result;
    }

    /** What came before the command began: greetings of the login shell, or why there is no shell. */
    String noise() {
        return (out.noise.text() + err.noise.text()).strip();
    }

    private void partDone() {
        if (out.done && err.done && !result.isDone()) {
            complete();
        }
    }

    private void complete() {
        try {
            int status = status(Integer.parseInt(out.line.toString().strip()));
            result.complete(new CommandResult(
                    status,
                    out.content.text(),
                    err.content.text(),
                    out.content.truncated() || err.content.truncated()));
        } catch (NumberFormatException e) {
            result.completeExceptionally(new RelocationException(
                    ErrorCode.HOST_FAILED, "the shell on host %s gave no exit status".formatted(host), e));
        }
    }

    /** Some Korn shells report a signal as 256 and more. */
    private static int status(int reported) {
        return reported > KSH_SIGNAL_BASE ? reported - KSH_SIGNAL_BASE + SIGNAL_BASE : reported;
    }

    /** One of the two streams: anything, begin marker, line end, output, end marker, rest of the line. */
    private final class Part implements Tap.Receiver {
        private final MarkerScan beginScan = begin.scan();
        private final MarkerScan endScan = end.scan();
        private final BoundedBytes content;
        private final StringBuilder line = new StringBuilder();
        private final BoundedBytes noise = new BoundedBytes(MAX_NOISE);
        private Stage stage = Stage.BEFORE;
        private volatile boolean done;

        Part(int maxOutput) {
            content = new BoundedBytes(maxOutput);
        }

        @Override
        public void receive(byte[] bytes, int from, int to) throws IOException {
            int at = from;
            while (at < to && !done) {
                at = step(bytes, at, to);
            }
        }

        private int step(byte[] bytes, int from, int to) throws IOException {
            return switch (stage) {
                case BEFORE -> moveOn(beginScan.find(bytes, from, to, noise), to, Stage.BEGUN);
                case BEGUN -> moveOn(restOfLine(bytes, from, to), to, Stage.OUTPUT);
                case OUTPUT -> moveOn(endScan.find(bytes, from, to, content), to, Stage.ENDED);
                case ENDED -> {
                    int after = moveOn(restOfLine(bytes, from, to), to, Stage.DONE);
                    if (stage == Stage.DONE) {
                        done = true;
                        partDone();
                    }
                    yield after;
                }
                case DONE -> to;
            };
        }

        private int moveOn(int found, int to, Stage next) {
            if (found < 0) {
                return to;
            }
            stage = next;
            return found;
        }

        private int restOfLine(byte[] bytes, int from, int to) {
            for (int i = from; i < to; i++) {
                if (bytes[i] == '\n') {
                    return i + 1;
                }
                line.append(new String(bytes, i, 1, StandardCharsets.US_ASCII));
            }
            return -1;
        }

        @Override
        public void ended() {
            if (!done) {
                result.completeExceptionally(new RelocationException(
                        ErrorCode.HOST_UNREACHABLE,
                        "the connection to host %s ended while a command ran; its outcome is not known: look at the host before doing it again"
                                .formatted(host)));
            }
        }
    }

    private enum Stage {
        BEFORE,
        BEGUN,
        OUTPUT,
        ENDED,
        DONE
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** Asks on a terminal. Looks whether a line was typed, and never blocks for longer than it is told to. */
public final class TerminalPrompt implements Prompt {
    private static final Duration POLL = Duration.ofMillis(20);

    private final BufferedReader in;
    private final PrintStream out;

    public TerminalPrompt(BufferedReader in, PrintStream out) {
        this.in = requireNonNull(in, "in is null");
        this.out = requireNonNull(out, "out is null");
    }

    @Override
    public synchronized Optional<String> ask(String question, Duration patience) {
        if (!question.isEmpty()) {
            out.print(question + " ");
            out.flush();
        }
        long end = Ticker.SYSTEM.nanos() + patience.toNanos();
        try {
            while (!in.ready()) {
                if (Ticker.SYSTEM.nanos() - end >= 0) {
                    return Optional.empty();
                }
                Ticker.SYSTEM.pause(POLL);
            }
            return Optional.of(requireNonNull(in.readLine(), "a ready terminal has a line"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the answer from the terminal", e);
        }
    }
}

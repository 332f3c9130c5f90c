// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.rehearsal.Prompt;
import java.io.Console;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks at the terminal of this process. A thread of its own reads, since reading cannot be given up. */
final class TerminalPrompt implements Prompt {
    private final Console console;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private boolean reading;

    private TerminalPrompt(Console console) {
        this.console = console;
    }

    /** The terminal of this process, if it has one. */
    static Optional<Prompt> ofThisProcess() {
        return Optional.ofNullable(System.console()).map(TerminalPrompt::new);
    }

    @Override
    public synchronized Optional<String> ask(String question, Duration patience) {
        if (!question.isEmpty()) {
            lines.clear();
            console.printf("%s ", question);
        }
        if (!reading) {
            reading = true;
            Thread reader = new Thread(this::read, "terminal");
            reader.setDaemon(true);
            reader.start();
        }
        try {
            return Optional.ofNullable(lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void read() {
        for (String line = console.readLine(); line != null; line = console.readLine()) {
            lines.add(line);
        }
    }
}

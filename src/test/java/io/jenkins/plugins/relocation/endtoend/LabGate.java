// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.jenkins.plugins.relocation.lab.Laboratory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets tests of real hosts run where the laboratory runs; skips them, and writes down why, where this machine refuses it; fails
 * them where it should have run. Keeps the list of moves that were made and looked at from outside.
 */
final class LabGate implements BeforeAllCallback {
    private static final Path REFUSED = Path.of("target/lab-refused.txt");
    private static final Path MOVES = Path.of("target/lab-moves.txt");

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        String refused = System.getProperty("relocation.lab.refused");
        if (refused != null) {
            Files.writeString(REFUSED, refused + System.lineSeparator());
            abort("the laboratory cannot run here: " + refused);
        }
        assertThat(System.getProperty("relocation.lab.failed"))
                .as("the laboratory should have started")
                .isNull();
        assertThat(Laboratory.current())
                .as("a laboratory around this JVM, which failsafe makes")
                .isPresent();
    }

    /** A real move that a test made. */
    record Move(String test, String workload, String from, String to, String outcome, String freeze) {}

    /** Writes a move down that was verified from outside. */
    static synchronized void moved(Move move) {
        String line = "%s\t%s\t%s\t%s\t%s\t%s%n"
                .formatted(move.test(), move.workload(), move.from(), move.to(), move.outcome(), move.freeze());
        try {
            Files.writeString(MOVES, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError("cannot write " + MOVES, e);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A small journal with two signed heads, for whoever wants to spoil it. */
final class SignedJournal {
    static final String RUN = "r-0123456789ab-01234567-1";

    private static final Signer.Pems PEMS = Signer.generate();
    static final Signer SIGNER = Signer.of(PEMS.secret(), PEMS.open());

    final Path file;
    final List<Head> printed = new ArrayList<>();

    SignedJournal(Path file) {
        this.file = file;
        try (Journal journal = Journal.open(file, Ticker.SYSTEM)) {
            journal.append(new Entry.RunOpened(RUN, "p-0123456789ab", "ab", "alice \"of\" \n ops"));
            journal.append(new Entry.Intended("redis", Act.FREEZE, "a → b"));
            printed.add(journal.sign(RUN, SIGNER));
            journal.append(
                    new Entry.PhaseEntered("redis", Phase.CHECKPOINTED, "SOURCE_FROZEN", Phase.FROZEN, "tree of 3"));
            journal.append(new Entry.RunSettled(1, 0, 0));
            printed.add(journal.sign(RUN, SIGNER));
        }
    }

    /** The head that was printed last. */
    Head lastPrinted() {
        return printed.get(printed.size() - 1);
    }

    ChainCheck.Result check(Head against) {
        return new ChainCheck(RUN, JournalReader.read(file), SIGNER.key()).against(Optional.ofNullable(against));
    }

    byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its lines, each with its newline. */
    List<String> lines() {
        return new String(bytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line + "\n")
                .toList();
    }

    void become(byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void become(List<String> lines) {
        become(String.join("", lines).getBytes(StandardCharsets.UTF_8));
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.JournalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What happens to journals, and what they say. */
final class Journals {
    private Journals() {}

    /** The engine was killed while it wrote the last line. */
    static void tear(Path journal) {
        try {
            String text = Files.readString(journal);
            int last = text.lastIndexOf('\n', text.length() - 2) + 1;
            Files.writeString(journal, text.substring(0, last + (text.length() - last) / 2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if an intention was written only together with its outcome: those without one are not there. */
    static void dropOpenIntention(Path journal) {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(journal, StandardCharsets.UTF_8));
            List<Entry> entries = JournalReader.read(journal).entries();
            int keep = entries.size();
            while (keep > 0 && entries.get(keep - 1) instanceof Entry.Intended) {
                keep--;
            }
            Files.writeString(
                    journal,
                    String.join(
                            "",
                            lines.subList(0, keep).stream()
                                    .map(line -> line + "\n")
                                    .toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> problems(Path journal) {
        return JournalReader.read(journal).entries().stream()
                .filter(Entry.Problem.class::isInstance)
                .map(entry -> ((Entry.Problem) entry).message())
                .toList();
    }
}

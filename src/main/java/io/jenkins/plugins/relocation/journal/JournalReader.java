// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads and verifies a journal. May read while another process writes. */
public final class JournalReader {
    private JournalReader() {}

    /**
     * What a journal holds.
     *
     * @param lines all complete lines, verified
     * @param tornBytes length of an incomplete last line; 0: none
     */
    public record Content(List<Line> lines, int tornBytes) {
        public Content {
            lines = List.copyOf(lines);
        }

        /** The entries of the lines. */
        public List<Entry> entries() {
            return lines.stream().map(Line::entry).toList();
        }

        /** Hash of the last line: what proves that no line was cut off. */
        public String head() {
            return lines.isEmpty() ? Line.START : lines.get(lines.size() - 1).hash();
        }
    }

    /**
     * Reads a journal. A last line without its newline was being written when the writer died and is not part of it.
     *
     * @throws RelocationException with {@link ErrorCode#DAMAGED} naming the first line that is not as it was written
     */
    public static Content read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.DAMAGED, "cannot read journal %s: %s".formatted(file, e.getMessage()), e);
        }
        List<Line> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(verified(file, lines, new String(bytes, start, i - start, StandardCharsets.UTF_8)));
                start = i + 1;
            }
        }
        return new Content(lines, bytes.length - start);
    }

    private static Line verified(Path file, List<Line> before, String text) {
        int number = before.size() + 1;
        String prev =
                before.isEmpty() ? Line.START : before.get(before.size() - 1).hash();
        Line line;
        try {
            line = Json.mapper().readValue(text, Line.class);
        } catch (JsonProcessingException e) {
            throw damaged(file, number, "is not a journal line: " + e.getOriginalMessage());
        }
        if (line.v() != Line.VERSION) {
            throw damaged(
                    file, number, "has format %d; this version reads format %d".formatted(line.v(), Line.VERSION));
        }
        if (line.entry() == null || line.seq() != number || !prev.equals(line.prev())) {
            throw damaged(file, number, "does not follow the line before it");
        }
        if (!line.intact(text)) {
            throw damaged(file, number, "was changed after it was written");
        }
        return line;
    }

    private static RelocationException damaged(Path file, int number, String what) {
        return new RelocationException(
                ErrorCode.DAMAGED,
                "journal %s, line %d %s; do not continue this run: see the operator's runbook, 'damaged journal'"
                        .formatted(file, number, what));
    }
}

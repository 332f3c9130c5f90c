// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.relocation.model.FileErrors;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads and verifies a journal. May read while another process writes. */
public final class JournalReader {
    /** More than one writer who begins can disturb. */
    private static final int MOST_READINGS = 100;

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
        byte[] bytes = bytes(file);
        for (int readings = 1; ; readings++) {
            try {
                return parse(file, bytes);
            } catch (RelocationException e) {
                // A file is not read at one instant: a writer may have replaced a torn line meanwhile.
                byte[] again = bytes(file);
                if (Arrays.equals(again, bytes) || readings == MOST_READINGS) {
                    throw e;
                }
                bytes = again;
            }
        }
    }

    /**
     * The first line of a journal, without reading the others; empty: it has none yet.
     *
     * @throws RelocationException with {@link ErrorCode#DAMAGED} when it is not as it was written
     */
    public static Optional<Line> first(Path file) {
        try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    return Optional.of(verified(file, List.of(), line.toString(StandardCharsets.UTF_8)));
                }
                line.write(next);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    // No channel: looking must be possible for a thread that was interrupted.
    private static byte[] bytes(Path file) {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static RelocationException unreadable(Path file, IOException e) {
        return new RelocationException(
                ErrorCode.DAMAGED, "cannot read journal %s: %s".formatted(file, FileErrors.reason(e)), e);
    }

    private static Content parse(Path file, byte[] bytes) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(verified(file, lines, text(bytes, start, i)));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            refuseALineWithoutItsNewline(file, lines, text(bytes, start, bytes.length - 1));
        }
        return new Content(lines, bytes.length - start);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** What was cut off is shorter than a line: a whole line and something else is no line that was being written. */
    private static void refuseALineWithoutItsNewline(Path file, List<Line> lines, String allButItsLastByte) {
        boolean whole;
        try {
            verified(file, lines, allButItsLastByte);
            whole = true;
        } catch (RelocationException e) {
            whole = false;
        }
        if (whole) {
            throw damaged(file, lines.size() + 1, "does not end with a newline but with something else");
        }
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
                "journal %s, line %d %s; do not edit it and do not continue this run: see the operator's runbook, 'A damaged journal'"
                        .formatted(file, number, what));
    }
}

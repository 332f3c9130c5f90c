// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A journal that is being written. An entry is on disk when {@link #append} returns; when it throws, the caller must not
 * do what it announced. One writer at a time: the owner of the run's lock.
 */
public final class Journal implements AutoCloseable {
    private final Path file;
    private final Ticker ticker;
    private final AppendFile lines;
    private final List<Entry> entries;
    private String head;
    private long seq;

    private Journal(Path file, Ticker ticker, AppendFile lines, JournalReader.Content content) {
        this.file = file;
        this.ticker = ticker;
        this.lines = lines;
        this.entries = new ArrayList<>(content.entries());
        this.head = content.head();
        this.seq = content.lines().size();
    }

    /** Opens a journal, or begins one. What a dead writer left of its last line is noted and removed. */
    public static Journal open(Path file, Ticker ticker) {
        requireNonNull(ticker, "ticker is null");
        try {
            boolean fresh = !Files.exists(file);
            AppendFile lines = AppendFile.open(file);
            if (fresh) {
                syncDirectory(file.toAbsolutePath().getParent());
            }
            return open(file, ticker, lines);
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.DAMAGED,
                    "journal %s cannot be opened: %s; check space and permissions".formatted(file, e),
                    e);
        }
    }

    /** Goes on with a journal that is already open as a file. */
    static Journal open(Path file, Ticker ticker, AppendFile lines) throws IOException {
        try {
            JournalReader.Content content = JournalReader.read(file);
            Journal journal = new Journal(file, ticker, lines, content);
            if (content.tornBytes() > 0) {
                // The note takes the place of the torn line, so that a power cut leaves one of them, torn or whole.
                lines.seek(Files.size(file) - content.tornBytes());
                journal.append(new Entry.TailDropped(content.tornBytes()));
                lines.cut();
            }
            return journal;
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    /**
     * Writes an entry and syncs it to disk.
     *
     * @throws RelocationException with {@link ErrorCode#DAMAGED} when that is not possible; the journal is as it was before
     */
    public synchronized void append(Entry entry) {
        Line line = Line.after(head, seq + 1, ticker.now(), entry);
        try {
            lines.append((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.DAMAGED,
                    "journal %s cannot be written, so that what comes next was not done: %s; make room, then give the same command again"
                            .formatted(file, e.getMessage()),
                    e);
        }
        head = line.hash();
        seq++;
        entries.add(entry);
    }

    /** Signs the hash of the last line and journals that; a line that is signed already is not signed again. */
    public synchronized Head sign(String run, Signer signer) {
        if (!entries.isEmpty() && entries.get(entries.size() - 1) instanceof Entry.HeadSigned signed) {
            return signed.of(run);
        }
        Head signed = signer.sign(run, seq, head);
        append(new Entry.HeadSigned(signed.line(), signed.hash(), signed.key(), signed.signature()));
        return signed;
    }

    /** All entries so far. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Hash of the last line. */
    public synchronized String head() {
        return head;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.DAMAGED, "journal %s cannot be closed: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

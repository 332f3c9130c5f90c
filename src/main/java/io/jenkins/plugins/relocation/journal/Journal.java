// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private final FileChannel channel;
    private final List<Entry> entries;
    private String head;
    private long seq;

    private Journal(Path file, Ticker ticker, FileChannel channel, JournalReader.Content content) {
        this.file = file;
        this.ticker = ticker;
        this.channel = channel;
        this.entries = new ArrayList<>(content.entries());
        this.head = content.head();
        this.seq = content.lines().size();
    }

    /** Opens a journal, or begins one. What a dead writer left of its last line is removed and noted. */
    public static Journal open(Path file, Ticker ticker) {
        requireNonNull(ticker, "ticker is null");
        try {
            boolean fresh = !Files.exists(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (fresh) {
                syncDirectory(file.toAbsolutePath().getParent());
            }
            return opened(file, ticker, channel);
        } catch (IOException e) {
            throw failed(file, "opened", e);
        }
    }

    private static Journal opened(Path file, Ticker ticker, FileChannel channel) throws IOException {
        try {
            JournalReader.Content content = JournalReader.read(file);
            long intact = channel.size() - content.tornBytes();
            Journal journal = new Journal(file, ticker, channel, content);
            channel.truncate(intact);
            channel.position(intact);
            if (content.tornBytes() > 0) {
                journal.append(new Entry.TailDropped(content.tornBytes()));
            }
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Writes an entry and syncs it to disk. */
    public synchronized void append(Entry entry) {
        Line line = Line.after(head, seq + 1, ticker.now(), entry);
        try {
            long before = channel.position();
            try {
                ByteBuffer bytes = ByteBuffer.wrap((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } catch (IOException e) {
                // A full disk must not leave half a line that the next append would complete to nonsense.
                channel.truncate(before);
                channel.position(before);
                throw e;
            }
        } catch (IOException e) {
            throw failed(file, "written", e);
        }
        head = line.hash();
        seq++;
        entries.add(entry);
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
            channel.close();
        } catch (IOException e) {
            throw failed(file, "closed", e);
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static RelocationException failed(Path file, String what, IOException e) {
        return new RelocationException(
                ErrorCode.DAMAGED,
                "journal %s cannot be %s: %s; check space and permissions".formatted(file, what, e),
                e);
    }
}

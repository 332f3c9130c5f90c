// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes only a part of what it is given. */
class DiskFullTest {
    private static final Entry OPENED = new Entry.RunOpened("r-1", "p-1", "ab", "alice");
    private static final Entry INTENDED = new Entry.Intended("redis", Act.FREEZE, "a → b");

    @TempDir
    Path folder;

    /** Has room for so many bytes of a line; cannot be cut while it is stuck. */
    static final class FullDisk extends AppendFile {
        int room = Integer.MAX_VALUE;
        boolean stuck;

        FullDisk(RandomAccessFile file) throws IOException {
            super(file, file.length());
        }

        @Override
        void write(long position, byte[] bytes) throws IOException {
            if (room < bytes.length) {
                super.write(position, Arrays.copyOf(bytes, room));
                throw new IOException("No space left on device");
            }
            super.write(position, bytes);
        }

        @Override
        void cut() throws IOException {
            if (stuck) {
                throw new IOException("Input/output error");
            }
            super.cut();
        }
    }

    @Test
    void saysThatTheActMustNotGoAheadAndStaysReadable() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        FullDisk disk = new FullDisk(new RandomAccessFile(file.toFile(), "rw"));
        try (Journal journal = Journal.open(file, Ticker.SYSTEM, disk)) {
            journal.append(OPENED);
            for (int room : new int[] {0, 1, 100}) {
                disk.room = room;

                assertThatThrownBy(() -> journal.append(INTENDED))
                        .isInstanceOfSatisfying(RelocationException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.DAMAGED))
                        .hasMessageContaining(file.toString())
                        .hasMessageContaining("No space left on device")
                        .hasMessageContaining("was not done");

                assertThat(JournalReader.read(file).entries()).containsExactly(OPENED);
                assertThat(JournalReader.read(file).tornBytes()).isZero();
            }
            disk.room = Integer.MAX_VALUE;

            journal.append(INTENDED);

            assertThat(JournalReader.read(file).entries()).containsExactly(OPENED, INTENDED);
            assertThat(journal.entries()).containsExactly(OPENED, INTENDED);
        }
    }

    @Test
    void writesNothingMoreBehindALineThatCouldNotBeTakenBack() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        FullDisk disk = new FullDisk(new RandomAccessFile(file.toFile(), "rw"));
        try (Journal journal = Journal.open(file, Ticker.SYSTEM, disk)) {
            journal.append(OPENED);
            disk.room = 50;
            disk.stuck = true;
            assertThatThrownBy(() -> journal.append(INTENDED)).hasMessageContaining("No space left");
            disk.room = Integer.MAX_VALUE;
            disk.stuck = false;

            assertThatThrownBy(() -> journal.append(INTENDED)).hasMessageContaining("could not be taken back");

            assertThat(JournalReader.read(file).entries()).containsExactly(OPENED);
            assertThat(JournalReader.read(file).tornBytes()).isEqualTo(50);
        }
        try (Journal next = Journal.open(file, Ticker.SYSTEM)) {
            assertThat(next.entries()).containsExactly(OPENED, new Entry.TailDropped(50));
        }
    }

    @Test
    void staysReadableWhenNotEvenTheNoteOfATornLineHasRoom() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.open(file, Ticker.SYSTEM)) {
            journal.append(OPENED);
            journal.append(INTENDED);
        }
        try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
            torn.setLength(torn.length() - 5);
        }
        FullDisk disk = new FullDisk(new RandomAccessFile(file.toFile(), "rw"));
        disk.room = 20;

        assertThatThrownBy(() -> Journal.open(file, Ticker.SYSTEM, disk)).hasMessageContaining("No space left");

        assertThat(JournalReader.read(file).entries()).containsExactly(OPENED);
    }

    @Test
    void anInterruptedThreadCanStillWriteHowItEnded() {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.open(file, Ticker.SYSTEM)) {
            journal.append(OPENED);
            Thread.currentThread().interrupt();

            journal.append(INTENDED);

            assertThat(JournalReader.read(file).entries()).containsExactly(OPENED, INTENDED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}

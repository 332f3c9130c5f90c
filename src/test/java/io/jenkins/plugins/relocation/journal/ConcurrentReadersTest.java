// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads while somebody writes sees a beginning of what is written, and never nonsense. */
class ConcurrentReadersTest {
    private static final int LINES = 150;

    @TempDir
    Path folder;

    /** Appends lines of very different lengths; every other one fails half-way first, as on a disk that is full for a moment. */
    static void write(Path file) throws IOException {
        DiskFullTest.FullDisk disk = new DiskFullTest.FullDisk(new RandomAccessFile(file.toFile(), "rw"));
        try (Journal journal = Journal.open(file, Ticker.SYSTEM, disk)) {
            for (int i = 0; i < LINES; i++) {
                Entry entry = new Entry.StepAsked("x".repeat(i % 7 * 3000), i, "alice", "call");
                if (i % 2 == 1) {
                    disk.room = 5000;
                    try {
                        journal.append(new Entry.StepAsked("y".repeat(9000), -1, "nobody", "fails"));
                        throw new AssertionError("the disk was not full");
                    } catch (RelocationException e) {
                        disk.room = Integer.MAX_VALUE;
                    }
                }
                journal.append(entry);
            }
        }
    }

    /** Writes a journal: the other process. */
    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]));
    }

    @Test
    void readersOfTheSameProcessSeeABeginning() throws Exception {
        Path file = folder.resolve("journal.jsonl");
        Journal.open(file, Ticker.SYSTEM).close();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(CompletableFuture.supplyAsync(() -> readUntil(file, over)));
        }

        write(file);
        over.set(true);

        for (CompletableFuture<Integer> reader : readers) {
            assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
        }
        assertThat(JournalReader.read(file).lines()).hasSize(LINES);
    }

    @Test
    void readersOfAnotherProcessSeeABeginning() throws Exception {
        Path file = folder.resolve("journal.jsonl");
        Journal.open(file, Ticker.SYSTEM).close();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> readUntil(file, over));

        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConcurrentReadersTest.class.getName(),
                        file.toString())
                .inheritIO()
                .start();
        try {
            assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            writer.destroyForcibly();
            over.set(true);
        }

        assertThat(writer.exitValue()).isZero();
        assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
        assertThat(JournalReader.read(file).lines()).hasSize(LINES);
    }

    /** Reads again and again; returns how often. */
    private static int readUntil(Path file, AtomicBoolean over) {
        int readings = 0;
        int most = 0;
        while (!over.get()) {
            List<Entry> entries = JournalReader.read(file).entries();
            assertThat(entries.size()).isGreaterThanOrEqualTo(most);
            for (int i = most; i < entries.size(); i++) {
                assertThat(((Entry.StepAsked) entries.get(i)).wave()).isEqualTo(i);
            }
            most = entries.size();
            readings++;
        }
        return readings;
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Entry OPENED = new Entry.RunOpened("r-1", "p-1", "ab", "alice \"of\" \n ops");
    private static final Entry INTENDED = new Entry.Intended("redis", Act.FREEZE, "a → b");
    private static final Entry ENTERED =
            new Entry.PhaseEntered("redis", Phase.CHECKPOINTED, "SOURCE_FROZEN", Phase.FROZEN, "");
    private static final Entry MEASURED = new Entry.FreezeMeasured("redis", Duration.ofMillis(123));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.open(file, Ticker.SYSTEM)) {
            journal.append(OPENED);
            journal.append(INTENDED);
            journal.append(ENTERED);
            journal.append(MEASURED);
        }
    }

    @Test
    void readsBackWhatWasWritten() {
        assertThat(JournalReader.read(file).entries()).containsExactly(OPENED, INTENDED, ENTERED, MEASURED);
    }

    @Test
    void continuesTheChain() {
        try (Journal journal = Journal.open(file, Ticker.SYSTEM)) {
            journal.append(new Entry.RunSettled(1, 0, 0));

            assertThat(journal.entries()).hasSize(5);
            assertThat(journal.head()).isEqualTo(JournalReader.read(file).head());
        }
    }

    @Test
    void toleratesALastLineThatWasCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 7));

        JournalReader.Content content = JournalReader.read(file);

        assertThat(content.entries()).containsExactly(OPENED, INTENDED, ENTERED);
        assertThat(content.tornBytes()).isPositive();
    }

    @Test
    void removesACutOffLineBeforeItGoesOnAndSaysSo() throws IOException {
        Files.writeString(file, "{\"v\":1,\"seq\":5", StandardOpenOption.APPEND);

        try (Journal journal = Journal.open(file, Ticker.SYSTEM)) {
            journal.append(INTENDED);
        }

        List<Entry> entries = JournalReader.read(file).entries();
        assertThat(entries).hasSize(6);
        assertThat(entries.get(4)).isEqualTo(new Entry.TailDropped(14));
    }

    @Test
    void readsTheFirstLineWhateverComesAfterIt() throws IOException {
        Line first = JournalReader.read(file).lines().get(0);
        Files.writeString(file, "no line\n", StandardOpenOption.APPEND);

        assertThat(JournalReader.first(file)).contains(first);

        Files.writeString(file, "{\"v\":1");
        assertThat(JournalReader.first(file)).isEmpty();
        Files.writeString(file, "{\"v\":1}\n");
        assertThatThrownBy(() -> JournalReader.first(file)).hasMessageContaining("line 1");
        assertThatThrownBy(() -> JournalReader.first(folder.resolve("gone")))
                .hasMessageContaining("cannot read journal");
    }

    @Test
    void refusesEveryChangedByteAndNamesALine() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length - 1; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);

            assertThatThrownBy(() -> JournalReader.read(file))
                    .as("byte %d changed", i)
                    .isInstanceOfSatisfying(
                            RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
                    .hasMessageContaining("line ");
        }
    }

    @Test
    void refusesARemovedLine() throws IOException {
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.get(0) + "\n" + lines.get(2) + "\n" + lines.get(3) + "\n");

        assertThatThrownBy(() -> JournalReader.read(file)).hasMessageContaining("line 2 does not follow");
    }

    @Test
    void refusesAnUnknownFormat() throws IOException {
        Files.writeString(file, Files.readString(file, StandardCharsets.UTF_8).replace("\"v\":1", "\"v\":2"));

        assertThatThrownBy(() -> JournalReader.read(file)).hasMessageContaining("has format 2");
    }
}

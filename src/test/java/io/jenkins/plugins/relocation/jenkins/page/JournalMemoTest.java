// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalMemoTest {
    @TempDir
    private Path folder;

    private final JournalMemo<Integer> memo = new JournalMemo<>(2);
    private final AtomicInteger readings = new AtomicInteger();

    @Test
    void readsAJournalAgainOnlyWhenItHasGrown() throws Exception {
        Path journal = journal("a");

        assertThat(read(journal)).isEqualTo(1);
        assertThat(read(journal)).isEqualTo(1);

        Files.writeString(journal, "more\n", StandardOpenOption.APPEND);

        assertThat(read(journal)).isEqualTo(2);
        assertThat(read(journal)).isEqualTo(2);
    }

    @Test
    void readsAJournalAgainThatWasReplacedByOneOfTheSameLength() throws Exception {
        Path journal = journal("a");
        read(journal);

        Files.setLastModifiedTime(journal, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));

        assertThat(read(journal)).isEqualTo(2);
    }

    @Test
    void keepsWhatWasLookedAtLast() throws Exception {
        Path first = journal("a");
        Path second = journal("b");
        read(first);
        read(second);
        read(first);

        read(journal("c"));

        assertThat(readings).hasValue(3);
        read(first);
        assertThat(readings).hasValue(3);
        read(second);
        assertThat(readings).hasValue(4);
    }

    @Test
    void asksEveryTimeWhetherARunHasEndedThatHasNot() throws Exception {
        Path journal = journal("a");

        assertThat(memo.ended(journal, () -> readings.incrementAndGet() > 2)).isFalse();
        assertThat(memo.ended(journal, () -> readings.incrementAndGet() > 2)).isFalse();
        assertThat(memo.ended(journal, () -> readings.incrementAndGet() > 2)).isTrue();
        assertThat(memo.ended(journal, () -> readings.incrementAndGet() > 99)).isTrue();
        assertThat(readings).hasValue(3);
    }

    @Test
    void remembersNothingOfAJournalThatIsNotThere() {
        Path gone = folder.resolve("gone");

        assertThat(read(gone)).isEqualTo(1);
        assertThat(read(gone)).isEqualTo(2);
        assertThat(memo.ended(gone, () -> true)).isTrue();
        assertThat(memo.ended(gone, () -> false)).isFalse();
    }

    private int read(Path journal) {
        return memo.of(journal, readings::incrementAndGet);
    }

    private Path journal(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "line\n");
    }
}

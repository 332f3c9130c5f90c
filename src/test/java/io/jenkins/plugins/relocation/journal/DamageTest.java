// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can happen to a small journal: only what a power cut leaves is tolerated. */
class DamageTest {
    private static final int LINES = 6;
    private static final int[] FLIPS = {0x20};

    @TempDir
    Path folder;

    private SignedJournal journal;

    @BeforeEach
    void write() {
        journal = new SignedJournal(folder.resolve("journal.jsonl"));
        assertThat(journal.lines()).hasSize(LINES);
    }

    @Test
    void refusesEveryByteThatIsAnother() {
        byte[] whole = journal.bytes();
        for (int at = 0; at < whole.length; at++) {
            for (int bits : FLIPS) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) bits;
                journal.become(changed);

                refused("byte %d, bits %x".formatted(at, bits));
            }
        }
    }

    @Test
    void refusesEveryByteThatIsMissingOrTooMuch() {
        byte[] whole = journal.bytes();
        for (int at = 0; at < whole.length - 1; at++) {
            byte[] shorter = Arrays.copyOf(whole, whole.length - 1);
            System.arraycopy(whole, at + 1, shorter, at, whole.length - at - 1);
            byte[] longer = Arrays.copyOf(whole, whole.length + 1);
            System.arraycopy(whole, at, longer, at + 1, whole.length - at);
            longer[at] = 'x';

            journal.become(shorter);
            refused("without byte %d".formatted(at));
            journal.become(longer);
            refused("one more at %d".formatted(at));
        }
    }

    @Test
    void refusesEveryLineThatIsMissingTwiceOrInAnotherPlace() {
        List<String> whole = journal.lines();
        for (int at = 0; at < LINES; at++) {
            List<String> without = new ArrayList<>(whole);
            without.remove(at);
            List<String> twice = new ArrayList<>(whole);
            twice.add(at, whole.get(at));
            journal.become(twice);
            refused("line %d twice".formatted(at + 1));
            for (int to = at + 1; to < LINES; to++) {
                List<String> swapped = new ArrayList<>(whole);
                Collections.swap(swapped, at, to);
                journal.become(swapped);
                refused("lines %d and %d".formatted(at + 1, to + 1));
            }
            journal.become(without);
            if (at < LINES - 1) {
                refused("line %d removed".formatted(at + 1));
            }
        }
    }

    @Test
    void namesTheLineAndWhatToDo() {
        List<String> lines = new ArrayList<>(journal.lines());
        lines.set(3, lines.get(3).replace("tree of 3", "tree of 4"));
        journal.become(lines);

        assertThatThrownBy(() -> JournalReader.read(journal.file))
                .hasMessageContaining(journal.file.toString())
                .hasMessageContaining("line 4 was changed after it was written")
                .hasMessageContaining("do not continue this run")
                .hasMessageContaining("A damaged journal");
    }

    @Test
    void toleratesEveryCutAndThePrintedHeadTellsOfIt() {
        byte[] whole = journal.bytes();
        Head head = journal.lastPrinted();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            journal.become(cut);
            int complete = newlines(cut);

            JournalReader.Content content = JournalReader.read(journal.file);

            assertThat(content.lines()).as("%d bytes", length).hasSize(complete);
            ChainCheck.Result result = journal.check(head);
            if (complete < head.line()) {
                assertThat(result.verdict()).as("%d bytes", length).isEqualTo(ChainCheck.Verdict.CUT);
                assertThat(result.text()).startsWith("cut after line %d:".formatted(complete));
            } else {
                assertThat(result.verdict()).as("%d bytes", length).isEqualTo(ChainCheck.Verdict.OK);
            }
        }
    }

    @Test
    void goesOnAfterACutAnywhere() {
        byte[] whole = journal.bytes();
        // Each of these waits for the disk three times: a part of the cuts, at other places in each line, will do.
        for (int length = 0; length < whole.length; length += 13) {
            byte[] cut = Arrays.copyOf(whole, length);
            journal.become(cut);
            int complete = newlines(cut);
            int torn = JournalReader.read(journal.file).tornBytes();

            try (Journal next = Journal.open(journal.file, Ticker.SYSTEM)) {
                next.append(new Entry.StepAsked("relocate", 0, "bob", "1"));
            }

            List<Entry> entries = JournalReader.read(journal.file).entries();
            assertThat(entries).as("%d bytes", length).hasSize(complete + (torn > 0 ? 2 : 1));
            if (torn > 0) {
                assertThat(entries.get(complete)).isEqualTo(new Entry.TailDropped(torn));
            }
        }
    }

    private static int newlines(byte[] bytes) {
        int newlines = 0;
        for (byte b : bytes) {
            if (b == '\n') {
                newlines++;
            }
        }
        return newlines;
    }

    private void refused(String what) {
        assertThatThrownBy(() -> JournalReader.read(journal.file))
                .as(what)
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
                .hasMessageMatching("(?s).*, line [1-7] .*");
    }
}

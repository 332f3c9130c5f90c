// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.journal.Line;

/** One line of a journal on a page. */
public final class JournalRow {
    private final Line line;

    JournalRow(Line line) {
        this.line = line;
    }

    /** 1 for the first. */
    public long getNumber() {
        return line.seq();
    }

    public String getTime() {
        return TimeText.of(line.at());
    }

    /** What happened. */
    public String getText() {
        return EntryText.of(line.entry());
    }
}

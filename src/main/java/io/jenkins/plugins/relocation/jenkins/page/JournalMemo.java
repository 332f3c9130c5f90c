// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Remembers what was read from journals for as long as they stay as they are: pages are looked at again and again, and most
 * runs have ended long ago. Thread-safe.
 */
final class JournalMemo<T> {
    /** A journal only grows, and of one that was torn the end is replaced. */
    private record State(long size, FileTime changed) {}

    private record Kept<T>(State state, T value) {}

    private final int most;
    private final Map<Path, State> ended = new ConcurrentHashMap<>();
    private final Map<Path, Kept<T>> read = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * An empty one.
     *
     * @param most of how many journals it keeps what was read: those that were looked at last
     */
    JournalMemo(int most) {
        this.most = most;
    }

    /** Whether a run has ended: as the journal was read when it was as it is now, or is read now. */
    boolean ended(Path journal, BooleanSupplier reading) {
        Optional<State> now = state(journal);
        if (now.isPresent() && now.get().equals(ended.get(journal))) {
            return true;
        }
        boolean has = reading.getAsBoolean();
        if (has && now.isPresent()) {
            ended.put(journal, now.get());
        } else {
            ended.remove(journal);
        }
        return has;
    }

    /** What was read from a journal when it was as it is now, or is read now. */
    T of(Path journal, Supplier<T> reading) {
        // Looked at before it is read: what is written meanwhile is read again the next time.
        Optional<State> now = state(journal);
        Optional<T> kept = now.flatMap(state -> kept(journal, state));
        if (kept.isPresent()) {
            return kept.get();
        }
        T value = reading.get();
        now.ifPresent(state -> keep(journal, new Kept<>(state, value)));
        return value;
    }

    private synchronized Optional<T> kept(Path journal, State state) {
        return Optional.ofNullable(read.get(journal))
                .filter(before -> before.state().equals(state))
                .map(Kept::value);
    }

    private synchronized void keep(Path journal, Kept<T> value) {
        read.put(journal, value);
        if (read.size() > most) {
            Iterator<Path> oldest = read.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private static Optional<State> state(Path journal) {
        try {
            return Optional.of(new State(Files.size(journal), Files.getLastModifiedTime(journal)));
        } catch (IOException e) {
            // Whoever reads it says what is wrong.
            return Optional.empty();
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import io.jenkins.plugins.relocation.engine.RunBook;
import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.journal.Line;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removes runs that ended long ago, and plans that nothing refers to any more. Kept in any case: runs that are under way, runs whose
 * journal cannot be read, and of each workload the last run that moved it, which tells where it is.
 */
final class HomeCleanup {
    private static final String PLAN = ".json";

    private final Path home;
    private final RunStore store;
    private final RunBook book;
    private final Ticker ticker;

    HomeCleanup(Path home, Ticker ticker) {
        this.home = home;
        this.store = new RunStore(home);
        this.book = new RunBook(store, ticker);
        this.ticker = ticker;
    }

    /**
     * Removes what is older.
     *
     * @return ids of the runs and plans that were removed
     */
    List<String> removeOlderThan(Duration age) throws IOException {
        Instant limit = ticker.now().minus(age);
        List<String> removed = new ArrayList<>();
        Collection<String> last = lastMoves();
        for (String run : store.runs()) {
            if (!last.contains(run) && endedBefore(run, limit)) {
                remove(store.journal(run).getParent());
                removed.add(run);
            }
        }
        removed.addAll(removePlans(limit));
        return removed;
    }

    private Collection<String> lastMoves() {
        Map<String, String> runs = new HashMap<>();
        for (String run : store.runs()) {
            try {
                book.committed(run).stream().map(Move::workload).forEach(workload -> runs.put(workload, run));
            } catch (RelocationException e) {
                // Not to be read, and therefore not removed either.
                continue;
            }
        }
        return runs.values();
    }

    private boolean endedBefore(String run, Instant limit) {
        try {
            List<Line> lines = JournalReader.read(store.journal(run)).lines();
            return book.closed(run) && lines.get(lines.size() - 1).at().isBefore(limit);
        } catch (RelocationException e) {
            return false;
        }
    }

    private List<String> removePlans(Instant limit) throws IOException {
        Set<String> used = new HashSet<>();
        store.runs().forEach(run -> store.planOf(run).ifPresent(used::add));
        List<String> removed = new ArrayList<>();
        Path plans = home.resolve("plans");
        try (Stream<Path> files = Files.list(plans)) {
            for (Path file : files.filter(HomeCleanup::isPlan).toList()) {
                String id = file.getFileName().toString().replace(PLAN, "");
                if (!used.contains(id)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                    Files.deleteIfExists(plans.resolve(id + ".findings.json"));
                    removed.add(id);
                }
            }
        }
        return removed;
    }

    private static boolean isPlan(Path file) {
        return file.getFileName().toString().matches("p-[0-9a-f]+[.]json");
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

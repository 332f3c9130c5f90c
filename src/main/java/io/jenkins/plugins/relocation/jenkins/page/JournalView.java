// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.engine.RunBook;
import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.journal.Line;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads what pages show from the plans and journals in the engine's home. */
public final class JournalView implements RunView {
    /** As many journals as a page of runs shows, and some more. */
    private static final JournalMemo<Looked> MEMO = new JournalMemo<>(32);

    private final RunStore store;
    private final RunBook book;

    private record Looked(RunResult status, List<Line> lines) {}

    public JournalView(Path home) {
        this.store = new RunStore(home);
        this.book = new RunBook(store, Ticker.SYSTEM);
    }

    /** Tells whether runs have ended, without reading again the journals of those that have. */
    public static Predicate<String> endedIn(RunStore store) {
        RunBook book = new RunBook(store, Ticker.SYSTEM);
        return run -> ended(store, book, run);
    }

    private static boolean ended(RunStore store, RunBook book, String run) {
        return MEMO.ended(store.journal(run).toAbsolutePath(), () -> book.closed(run));
    }

    @Override
    public Optional<Plan> plan(String planId) {
        try {
            return Optional.of(store.plan(planId));
        } catch (RelocationException e) {
            if (e.code() == ErrorCode.BAD_INPUT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Optional<RunResult> run(String planId) {
        return book.latest(planId).map(this::status);
    }

    @Override
    public List<Finding> findings(String planId) {
        return store.findings(planId);
    }

    @Override
    public Optional<RunResult> ended(String planId, String call) {
        return store.runsOf(planId).stream()
                .filter(run -> closed(run) && asked(run, call))
                .reduce((older, newer) -> newer)
                .map(this::status);
    }

    private boolean asked(String run, String call) {
        return journal(run).stream()
                .anyMatch(line -> line.entry() instanceof Entry.StepAsked asked
                        && asked.call().equals(call));
    }

    @Override
    public List<String> runs() {
        List<String> runs = new ArrayList<>(store.runs());
        Collections.reverse(runs);
        return runs;
    }

    @Override
    public RunResult status(String runId) {
        return look(runId).status();
    }

    @Override
    public boolean closed(String runId) {
        return ended(store, book, runId);
    }

    @Override
    public List<Line> journal(String runId) {
        return look(runId).lines();
    }

    private Looked look(String run) {
        Path journal = store.journal(run);
        return MEMO.of(
                journal.toAbsolutePath(),
                () -> new Looked(book.status(run), JournalReader.read(journal).lines()));
    }
}

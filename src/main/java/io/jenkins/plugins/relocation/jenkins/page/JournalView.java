// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.engine.RunBook;
import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what pages show from the plans and journals in the engine's home. */
public final class JournalView implements RunView {
    private final RunStore store;
    private final RunBook book;

    public JournalView(Path home) {
        this.store = new RunStore(home);
        this.book = new RunBook(store, Ticker.SYSTEM);
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
        return book.latest(planId).map(book::status);
    }

    @Override
    public List<Finding> findings(String planId) {
        return store.findings(planId);
    }
}

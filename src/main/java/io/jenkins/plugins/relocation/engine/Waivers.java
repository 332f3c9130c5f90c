// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Waiver;
import io.jenkins.plugins.relocation.model.Workload;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Applies what was waived: a check that failed still says so, and no longer stops the move. */
final class Waivers {
    private final Set<String> waivable;
    private final Workload workload;
    private final Move move;
    private final Instant now;

    /**
     * Makes one for a move.
     *
     * @param waivable checks of which the workload's driver says that they can be waived, whatever the plan says
     */
    Waivers(Set<String> waivable, Workload workload, Move move, Instant now) {
        this.waivable = waivable;
        this.workload = workload;
        this.move = move;
        this.now = now;
    }

    Finding apply(Finding finding) {
        if (!finding.required() || finding.verdict() != Verdict.FAIL || !waivable.contains(finding.check())) {
            return finding;
        }
        Optional<Waiver> valid = workload.policy().waivers().stream()
                .filter(waiver -> waiver.isAbout(finding.check(), move.target()))
                .reduce((one, other) -> one.isOver(now) ? other : one);
        return valid.map(waiver -> waived(finding, waiver)).orElse(finding);
    }

    private Finding waived(Finding finding, Waiver waiver) {
        boolean over = waiver.isOver(now);
        String what = over
                ? "the waiver of %s has ended on %s".formatted(waiver.approver(), waiver.expires())
                : waiver.describe();
        return new Finding(
                finding.check(),
                finding.workload(),
                finding.host(),
                finding.verdict(),
                over,
                "%s; %s".formatted(finding.message(), what),
                finding.remedy());
    }
}

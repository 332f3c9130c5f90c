// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import java.util.Optional;

/** What both hosts answered about a workload whose address may move along. */
public interface NetworkEvidence extends Evidence {
    /** Whether the workload's address is to move along, when it has one. */
    boolean movesAddress();

    /**
     * How the workload is connected; empty: it has no address of its own, or is connected in a way that is not known.
     * Throws {@link Check.NoAnswer} when the source did not tell.
     */
    Optional<Cable> cable();
}

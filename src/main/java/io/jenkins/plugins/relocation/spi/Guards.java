// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import io.jenkins.plugins.relocation.model.Host;
import java.util.Optional;

/**
 * The guard of a workload on a host: a small file that says which run may work on it, and in which epoch. A host refuses
 * commands of an older epoch. The epoch outlives the run.
 */
public interface Guards {
    /** What a host's guard says; empty when the workload never had one there. */
    Optional<Guard> read(Host host, String workload);

    /**
     * Takes the guard at one end for the leg's run, attempt and epoch. Taking it again for the same is no error.
     *
     * @param holder who takes it, for whoever is refused
     * @throws RelocationException with {@link ErrorCode#BUSY} naming the holder when another run has it, or when the
     *     host has seen a newer epoch
     */
    void take(Leg leg, Leg.End end, Holder holder);

    /** The same, without telling who takes it. */
    default void take(Leg leg, Leg.End end) {
        take(leg, end, Holder.UNKNOWN);
    }

    /** Gives the guard back; its epoch stays. Giving it back again is no error. */
    void release(Leg leg, Leg.End end);

    /**
     * What a guard file holds.
     *
     * @param run the run that has it or had it last
     * @param attempt attempt of that run
     * @param epoch newest epoch that the host has seen, at least 1
     * @param held whether the run has it still
     * @param holder who took it
     */
    record Guard(String run, int attempt, long epoch, boolean held, Holder holder) {
        /** A guard of which nobody knows who took it. */
        public Guard(String run, int attempt, long epoch, boolean held) {
            this(run, attempt, epoch, held, Holder.UNKNOWN);
        }

        /** "run r-1 of alice@ops1 (attempt 1, epoch 3)". */
        public String describe() {
            return "run %s%s (attempt %d, epoch %d)".formatted(run, holder.of(), attempt, epoch);
        }
    }
}

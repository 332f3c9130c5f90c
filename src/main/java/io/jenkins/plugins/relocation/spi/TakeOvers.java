// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Guards.Guard;
import java.util.List;
import java.util.Optional;

/** Takes guards from who holds them and will never come back. */
public interface TakeOvers {
    /** What a host's guard says; empty when the workload never had one there. */
    Optional<Guard> read(Host host, String workload);

    /** All that any run has of a workload on a host beside its guard, a line each; empty: nothing. Changes nothing. */
    List<String> traces(Host host, String workload);

    /**
     * Makes a guard another run's, under a newer epoch, whoever holds it. From then on the host refuses all commands of who
     * had it. Doing it again is no error.
     *
     * @param seen what the guard said when it was looked at
     * @param next whose it becomes; its epoch is newer
     * @throws RelocationException with {@link ErrorCode#BUSY} when the guard has changed since it was looked at
     */
    void seize(Host host, String workload, Guard seen, Guard next);

    /** Gives a guard back that was taken so; its epoch stays. */
    void free(Host host, String workload, Guard mine);
}

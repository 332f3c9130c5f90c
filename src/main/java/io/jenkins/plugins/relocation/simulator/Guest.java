// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import io.jenkins.plugins.relocation.spi.Command;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a simulated host is when it is not Linux. It has the host's disk, power and time, and does everything else its own way. */
public interface Guest {
    /** Makes a workload known, started at boot only where that is enabled. */
    void install(App app, boolean enabled);

    /** Starts a workload anew. */
    Task start(App app);

    /** All that there is of workloads. */
    Collection<Task> tasks();

    /**
     * Runs a command; empty: this is none that only a host of this kind has.
     *
     * @throws Failed when it ends with another exit status than 0
     */
    Optional<String> answer(Command command);

    void crash();

    void boot();

    /** What a settled run must not leave, beside files in the state directory. */
    List<String> leftovers();

    /** The states that complete images hold which could be restored here. */
    List<Long> usableImages();
}

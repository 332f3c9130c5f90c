// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A sample of the matrix with real SSH between engine and hosts: our client, and a server in front of simulated hosts. */
class OverSshTest {
    private static final int RUNS = Integer.getInteger("relocation.faults.ssh", 20);
    private static final long SEED = Long.getLong("relocation.faults.seed", 20261123);

    /** Where the SSH server has to be gone as well, or a command comes from the past: these are simulated within this process only. */
    private static final Set<Fault> NOT_OVER_SSH =
            Set.of(Fault.HOST_DIES, Fault.HOST_REBOOTS, Fault.HOST_REBOOTS_FLUSHED, Fault.LATE);

    @Test
    void isNeverLostAndNeverTwice() {
        Tally tally = new Tally();
        try (SimulatedSshd sshd = new SimulatedSshd()) {
            for (Subject subject : Subject.ALL) {
                List<Cell> cells = Matrix.singles(subject).stream()
                        .filter(cell ->
                                !NOT_OVER_SSH.contains(cell.faults().get(0).fault()))
                        .toList();
                Matrix.sample(cells, RUNS / Subject.ALL.size(), SEED)
                        .forEach(cell -> tally.add(cell, Trial.of(cell, Sabotage.NONE, sshd)));
            }
        }

        assertThat(tally.runs()).isEqualTo(RUNS / Subject.ALL.size() * Subject.ALL.size());
        assertThat(tally.wrong()).isEmpty();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An observer that finds nothing could be blind: what is wrong on purpose it has to find. */
class SabotageTest {
    private static final long SEED = 4;

    /** What has to go wrong as well for it to matter. */
    private static final Map<Sabotage, Set<Fault>> WITH = Map.of(
            Sabotage.GUARD_IGNORED, Set.of(Fault.LATE),
            Sabotage.PERMIT_IGNORED, Set.of(Fault.ENGINE_KILLED_AFTER),
            Sabotage.HOLD_DROPPED, Set.of(Fault.ENGINE_KILLED_BEFORE, Fault.HOST_REBOOTS),
            Sabotage.CLEAN_UP_SKIPPED, Set.of(Fault.ENGINE_KILLED_BEFORE),
            Sabotage.JOURNAL_AFTER_THE_ACT, Set.of(Fault.ENGINE_KILLED_AFTER));

    @ParameterizedTest
    @EnumSource(value = Sabotage.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void isCaught(Sabotage sabotage) {
        for (Subject subject : Subject.ALL.stream().filter(sabotage::concerns).toList()) {
            List<Cell> all = Matrix.singles(subject).stream()
                    .filter(cell ->
                            WITH.get(sabotage).contains(cell.faults().get(0).fault()))
                    .toList();
            List<Cell> cells = Matrix.sample(all, all.size(), SEED);

            assertThat(cells)
                    .as("%s with %s".formatted(subject, sabotage))
                    .anyMatch(cell -> isWrong(cell, sabotage) && !isWrong(cell, Sabotage.NONE));
        }
    }

    private static boolean isWrong(Cell cell, Sabotage sabotage) {
        return !Trial.of(cell, sabotage, HostWires.DIRECT).violations().isEmpty();
    }
}

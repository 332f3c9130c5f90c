// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An observer that finds nothing could be blind: what is wrong on purpose it has to find. */
class SabotageTest {
    private static final int RUNS = 400;
    private static final long SEED = 4;

    @ParameterizedTest
    @EnumSource(value = Sabotage.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void isCaught(Sabotage sabotage) {
        for (Subject subject : Subject.ALL) {
            List<Cell> cells = Matrix.sample(Matrix.singles(subject), RUNS, SEED);

            assertThat(cells)
                    .as("%s with %s".formatted(subject, sabotage))
                    .anyMatch(cell -> isWrong(cell, sabotage) && !isWrong(cell, Sabotage.NONE));
        }
    }

    private static boolean isWrong(Cell cell, Sabotage sabotage) {
        return !Trial.of(cell, sabotage, HostWires.DIRECT).violations().isEmpty();
    }
}

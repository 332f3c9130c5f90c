// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.engine.PhaseMachine.Transition;
import io.jenkins.plugins.relocation.model.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseMachineTest {
    @Test
    void refusesVerifyBeforeRelocate() {
        List<Transition> history = List.of(new Transition(Phase.PLANNED, Event.PREPARED, Phase.PRECHECKED));

        assertThatThrownBy(() -> PhaseMachine.next(Phase.PRECHECKED, Event.PROBES_PASSED, history))
                .hasMessageContaining("no transition from PRECHECKED on PROBES_PASSED")
                .hasMessageContaining("PREPARED");
    }

    @Test
    void hasOneRowForEachPhaseAndEvent() {
        assertThat(PhaseMachine.TABLE)
                .extracting(row -> row.from() + " " + row.on())
                .doesNotHaveDuplicates();
    }

    @Test
    void leadsOnlyForwardFromCommitting() {
        assertThat(PhaseMachine.TABLE)
                .filteredOn(row -> row.from() == Phase.COMMITTING)
                .extracting(Transition::to)
                .containsExactly(Phase.COMMITTED);
    }

    @Test
    void isDrawnAsTheDocumentationShowsIt() throws IOException {
        assertThat(Files.readString(Path.of("docs/state-machine.puml"))).isEqualTo(PhaseMachine.diagram());
    }
}

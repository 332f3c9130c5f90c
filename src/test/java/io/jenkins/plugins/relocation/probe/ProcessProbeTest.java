// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.spi.Probe;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessProbeTest {
    @Test
    void passesWhenTheProcessesRun() {
        assertThat(attempt(host -> Optional.of(true))).isEqualTo(new Probe.Outcome(true, "the processes run on alpha"));
    }

    @Test
    void failsWhenTheyDoNot() {
        assertThat(attempt(host -> Optional.of(false)))
                .isEqualTo(new Probe.Outcome(false, "the processes on alpha are missing or do not run"));
    }

    @Test
    void failsWhenItCannotBeTold() {
        assertThat(attempt(host -> Optional.empty()))
                .isEqualTo(new Probe.Outcome(false, "the state of the processes on alpha cannot be told"));
    }

    private static Probe.Outcome attempt(ProcessLook look) {
        return new Probes(
                        new FakeHosts(command -> Samples.unexpected()),
                        Samples.http(question -> Samples.unexpected()),
                        look)
                .attempt(new ProbeSpec.ProcessState(Samples.once(Samples.LONG)), Samples.HOST);
    }
}

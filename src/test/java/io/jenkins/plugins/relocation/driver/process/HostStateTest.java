// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Recorded;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.process.ProcessSettings.Selector;
import io.jenkins.plugins.relocation.spi.Observation.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostStateTest {
    private static final Selector PID_FILE = new Selector.PidFile("/run/x.pid");
    private static final String PROCESS = "42 (app) %s 1 42 42 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 1000 10 0 0";

    @ParameterizedTest
    @CsvSource({
        "tree running copy gone, RUNNING",
        "tree frozen copy gone, FROZEN",
        "tree gone copy staged, STAGED",
        "tree gone copy running, RUNNING",
        "tree gone copy gone, ABSENT",
        "tree mixed copy gone, UNKNOWN",
        "tree gone copy restoring, UNKNOWN",
        "tree gone copy doubtful, UNKNOWN",
        "tree frozen copy running, UNKNOWN",
        "nonsense, UNKNOWN"
    })
    void tellsWhatALegShows(String leg, State expected) {
        assertThat(HostState.of(report(List.of("r.1.x.out " + leg), List.of(), "", 0), PID_FILE)
                        .state())
                .isEqualTo(expected);
    }

    @Test
    void theTwoLegsOfALiveReturnShowTheSameProcesses() {
        List<String> legs = List.of("r.1.x.out tree gone copy frozen", "r.1.x.back tree frozen copy gone");

        assertThat(HostState.of(report(legs, List.of(), "", 0), PID_FILE).state())
                .isEqualTo(State.FROZEN);
    }

    @Test
    void anotherProcessThatIsTheWorkloadCounts() {
        assertThat(HostState.of(report(List.of(), List.of(), "S", 7), PID_FILE).state())
                .isEqualTo(State.RUNNING);
        assertThat(HostState.of(report(List.of(), List.of(), "T", 7), PID_FILE).state())
                .isEqualTo(State.FROZEN);
        assertThat(HostState.of(report(List.of(), List.of(), "Z", 7), PID_FILE).state())
                .isEqualTo(State.ABSENT);
    }

    @Test
    void theLegsOwnProcessIsNotCountedTwice() {
        List<String> legs = List.of("r.1.x.out tree frozen copy gone");

        assertThat(HostState.of(report(legs, List.of("42 7 T app"), "T", 7), PID_FILE)
                        .state())
                .isEqualTo(State.FROZEN);
    }

    @Test
    void aSecondOneBesideTheFrozenOriginalIsAContradiction() {
        List<String> legs = List.of("r.1.x.out tree frozen copy gone");

        assertThat(HostState.of(report(legs, List.of("41 6 T app"), "S", 7), PID_FILE)
                        .state())
                .isEqualTo(State.UNKNOWN);
    }

    @Test
    void aProcessThatGotTheIdByChanceIsNotTheWorkload() {
        Report report = Recorded.with(report(List.of(), List.of(), "S", 7), "expected", "/usr/bin/app");

        assertThat(HostState.of(report, PID_FILE).state()).isEqualTo(State.ABSENT);
    }

    @Test
    void anIncompleteAnswerIsUnknown() {
        assertThat(HostState.of(Report.EMPTY, PID_FILE).state()).isEqualTo(State.UNKNOWN);
    }

    private static Report report(List<String> legs, List<String> own, String state, long start) {
        List<String> stat = state.isEmpty() ? List.of() : List.of(PROCESS.formatted(state, start));
        return new Report(Map.of("legs", legs, "own", own, "stat", stat, "expected", List.of()));
    }
}

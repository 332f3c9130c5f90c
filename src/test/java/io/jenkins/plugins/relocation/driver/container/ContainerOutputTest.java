// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Recorded.changed;
import static io.jenkins.plugins.relocation.driver.Recorded.report;
import static io.jenkins.plugins.relocation.driver.Recorded.with;
import static io.jenkins.plugins.relocation.driver.Recorded.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Recorded;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerOutputTest {
    @Test
    void readsAContainerAndItsCable() {
        Container container =
                ContainerOutput.container(report("container/source-crun")).orElseThrow();

        assertThat(container.bundle()).isEqualTo("/ctr");
        assertThat(container.rootfs()).isEqualTo("/ctr/rootfs");
        assertThat(container.command()).isEqualTo("/usr/bin/redis-server /etc/redis.conf");
        assertThat(container.podman()).isEmpty();
        assertThat(container.cable()).hasValueSatisfying(cable -> {
            assertThat(cable.netns()).isEqualTo("/run/netns/ctr1");
            assertThat(cable.device()).isEqualTo("v-ctr1");
            assertThat(cable.bridge()).isEqualTo("br0");
            assertThat(cable.mac()).isEqualTo("02:42:0a:4d:00:32");
            assertThat(cable.addresses()).containsExactly("10.77.0.50/24");
            assertThat(cable.routes()).containsExactly("default via 10.77.0.1 dev eth0");
        });
    }

    @Test
    void readsWhatPodmanKnows() {
        Container container =
                ContainerOutput.container(report("container/source-podman")).orElseThrow();

        assertThat(container.podman()).hasValueSatisfying(podman -> {
            assertThat(podman.id()).hasSize(64);
            assertThat(podman.runtime()).isEqualTo("crun");
            assertThat(podman.restart()).isEqualTo("always");
            assertThat(podman.network()).isEqualTo("ns:/run/netns/ctr1");
            assertThat(podman.volumes()).containsExactly("redis-data");
            assertThat(podman.obstacles()).isEmpty();
        });
        assertThat(RootfsChecks.binds(container))
                .containsExactly("/var/lib/containers/storage/volumes/redis-data/_data");
    }

    @Test
    void readsHowOftenPodmanRestartsIt() {
        Report report = changed(
                report("container/source-podman"), "podman", "\"Name\": \"always\"", "\"Name\": \"on-failure\"");
        Report limited = changed(report, "podman", "\"MaximumRetryCount\": 0", "\"MaximumRetryCount\": 5");

        assertThat(ContainerOutput.container(limited).orElseThrow().podman())
                .hasValueSatisfying(podman -> assertThat(podman.plan()).contains("restart=on-failure:5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"found", "bundle", "config", "cgroup", "v1", "cgroupfs"})
    void whatIsIncompleteIsNoContainer(String part) {
        assertThat(ContainerOutput.container(without(report("container/source-crun"), part)))
                .isEmpty();
    }

    @Test
    void findsContainersOnAHost() {
        Map<String, Report> sections = ContainerOutput.sections(Recorded.result("container/all"));

        assertThat(sections).containsOnlyKeys("crun redis1");
        assertThat(ContainerDiscovery.of(sections)).singleElement().satisfies(found -> {
            assertThat(found.settings()).containsEntry("name", "redis1").containsKey("network");
            assertThat(found.listens()).containsExactly(6379);
        });
    }

    @Test
    void leavesOutAContainerWhoseAnswerWasCut() {
        CommandResult cut = new CommandResult(0, Recorded.text("container/all"), "", true);

        assertThat(ContainerOutput.sections(cut)).isEmpty();
    }

    @Test
    void hierarchiesOfVersionOneAreHiddenOnlyBesideVersionTwo() {
        Report both = report("container/source-crun");
        Report old = with(both, "cgroupfs", "tmpfs");
        Report unified = with(with(both, "v1"), "cgroup", "0::/redis1");

        assertThat(plan(both)).contains("option=--manage-cgroups-mode=ignore", "place=yes");
        assertThat(plan(old)).doesNotContain("option=--manage-cgroups-mode=ignore", "place=yes");
        assertThat(plan(unified))
                .doesNotContain("option=--manage-cgroups-mode=ignore")
                .contains("cgroup=/redis1");
    }

    private static List<String> plan(Report report) {
        ContainerSettings settings =
                ContainerSettings.of(ContainerTranscripts.workload(ContainerTranscripts.settings("crun")));
        return ContainerCommands.plan(
                settings, ContainerOutput.container(report).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "no,  gone,      none, none, running 7 8, RUNNING",
        "no,  gone,      none, none, none,        ABSENT",
        "yes, gone,      done, none, stopped,     FROZEN",
        "yes, gone,      done, none, running 7 8, RUNNING",
        "no,  waiting,   none, none, none,        ABSENT",
        "no,  restoring, none, none, none,        UNKNOWN",
        "no,  staged,    none, none, held 7 8,    STAGED",
        "no,  staged,    none, none, running 7 8, UNKNOWN",
        "no,  running,   none, none, running 7 8, RUNNING",
        "no,  doubtful,  none, none, none,        UNKNOWN",
        "no,  gone,      running, none, none,     UNKNOWN",
        "yes, gone,      done, running, none,     UNKNOWN",
        "no,  gone,      none, none, unknown x,   UNKNOWN",
    })
    void tellsWhatAHostShows(String held, String copy, String freeze, String thaw, String runtime, State state) {
        Leg leg = ContainerTranscripts.crun().leg();
        Report report = new Report(Map.of(
                "legs",
                List.of("%s held %s copy %s freeze %s thaw %s".formatted(leg.id(), held, copy, freeze, thaw)),
                "container",
                List.of(runtime)));

        assertThat(ContainerState.of(report, leg, Leg.End.FROM).state()).isEqualTo(state);
    }

    @Test
    void anAnswerThatMakesNoSenseIsUnknown() {
        Leg leg = ContainerTranscripts.crun().leg();

        assertThat(ContainerState.of(Report.EMPTY, leg, Leg.End.TO))
                .extracting(Sighting::state)
                .isEqualTo(State.UNKNOWN);
        assertThat(ContainerState.of(
                                new Report(Map.of("legs", List.of("what"), "container", List.of("none"))),
                                leg,
                                Leg.End.TO)
                        .state())
                .isEqualTo(State.UNKNOWN);
    }
}

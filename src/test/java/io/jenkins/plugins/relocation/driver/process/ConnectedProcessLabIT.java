// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.driver.container.ContainerLabTest;
import io.jenkins.plugins.relocation.driver.container.CountingClient;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Real moves of a plain process in a network namespace with an address of its own, and of its connections. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class ConnectedProcessLabIT extends ContainerLabTest {
    /** Debian's redis-server is a link. */
    private static final String PROGRAM = "program=$(readlink -f /usr/bin/redis-server); ";

    private static final Map<String, Object> REDIS =
            Map.of("pidFile", "/run/redis1.pid", "dataFiles", List.of("/srv/redis1"), "tcp", "keep");

    @Override
    protected DriverFactory factory() {
        return new ProcessDriverFactory();
    }

    @Override
    protected String fixture() {
        return text("/lab/workloads/redis-container.sh") + text("/lab/connected.sh") + text("/lab/containers.sh");
    }

    private void start() {
        lab.sh(b, "mkdir -p /srv/redis1");
        script(a, "network");
        script(a, "start_process", "20000");
    }

    @Test
    void movesWithItsConnections() throws Exception {
        start();
        Leg leg = leg(REDIS);
        take(leg);
        requirePassed(driver.precheck(leg));
        try (CountingClient client = client()) {
            pause(300);
            forward(leg);
            pause(500);
            assertNothingLost("process forward", client);
        }
        commit(leg);
        assertThat(lab.sh(a, "ls /run/redis1.pid /run/netns/ctr1 2>&1; pgrep redis-server; true"))
                .doesNotContain("\n/")
                .contains("cannot access '/run/netns/ctr1'", "cannot access '/run/redis1.pid'");
        assertNothingLeft();
    }

    @Test
    void continuesOnTheSourceWhenTheRestoreFails() throws Exception {
        start();
        Leg leg = leg(REDIS);
        take(leg);
        String pid = lab.sh(a, "cat /run/redis1.pid");
        try (CountingClient client = client()) {
            pause(300);
            driver.prepare(leg, Progress.NONE);
            lab.sh(b, PROGRAM + "mv $program $program.away");

            assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE)).hasMessageContaining("restoring workload");
            assertThat(driver.revoke(leg)).isTrue();
            driver.discard(leg, Leg.End.TO);
            driver.thaw(leg);
            expect(leg, State.RUNNING, State.ABSENT);

            pause(500);
            assertNothingLost("process rollback", client);
        } finally {
            lab.sh(b, PROGRAM + "mv $program.away $program");
        }
        assertThat(lab.sh(a, "cat /run/redis1.pid")).isEqualTo(pid);
        settleAtHome(leg);
        assertNothingLeft();
    }

    @Test
    void returnsLiveWithWhatHappenedOnTheTarget() throws Exception {
        start();
        Leg leg = leg(REDIS);
        Leg back = leg.reversed();
        take(leg);
        try (CountingClient client = client()) {
            pause(300);
            forward(leg);
            pause(300);

            driver.freeze(back, Progress.NONE);
            expect(back, State.FROZEN, State.ABSENT);
            driver.discard(back, Leg.End.TO);
            driver.restore(back, Progress.NONE);
            expect(back, State.FROZEN, State.STAGED);
            driver.resume(back);
            expect(back, State.FROZEN, State.RUNNING);

            pause(500);
            assertNothingLost("process live return (there and back)", client);
        }
        driver.discard(back, Leg.End.FROM);
        settleAtHome(leg);
        assertNothingLeft();
    }

    @Test
    void refusesToKeepConnectionsWithoutAnAddressThatMovesAlong() {
        script(a, "start_process_on_the_host");
        List<Finding> findings = driver.precheck(leg(REDIS));

        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.check()).isEqualTo("tcp.policy");
            assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(finding.message()).contains("no address moves along");
            assertThat(finding.remedy()).contains("tcp: close");
        });
    }

    @Test
    void refusesANetworkNamespaceThatOthersUse() {
        start();
        lab.sh(a, "setsid nsenter --net=/run/netns/ctr1 sleep 1000 </dev/null >/dev/null 2>&1 &");

        assertThat(driver.precheck(leg(REDIS))).anySatisfy(finding -> {
            assertThat(finding.check()).isEqualTo("network.alone");
            assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        });
        for (Host host : List.of(a, b)) {
            lab.sh(host, "pkill -x sleep; true");
        }
    }
}

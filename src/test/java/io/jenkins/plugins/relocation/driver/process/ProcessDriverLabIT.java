// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Real moves of real processes between two hosts of a running laboratory. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class ProcessDriverLabIT {
    private static final String START_TREE =
            """
            rm -rf /srv/tree; mkdir -p /srv/tree; cd /
            setsid /usr/local/bin/tree.py 64 /srv/tree/log --port 7001 --pidfile /run/tree.pid </dev/null >/dev/null 2>&1 &
            for i in $(seq 100); do [ -s /run/tree.pid ] && break; sleep 0.1; done; cat /run/tree.pid
            """;
    private static final String ASK = "exec 3<>/dev/tcp/127.0.0.1/$1 && echo $2 >&3 && timeout 20 head -n 1 <&3";

    private final String run = "r" + UUID.randomUUID().toString().substring(0, 8);
    private LabHosts lab;
    private Host a;
    private Host b;
    private Driver driver;
    private Guards guards;

    @BeforeEach
    void connect() {
        lab = new LabHosts(Path.of(System.getenv("RELOCATION_LAB_JSON")));
        a = lab.host("a", Transfer.Path.ONE_OFF_KEY);
        b = lab.host("b", Transfer.Path.ONE_OFF_KEY);
        driver = new ProcessDriverFactory().create(lab, Ticker.SYSTEM);
        guards = new HostGuards(lab);
        clean();
    }

    @AfterEach
    void clean() {
        for (Host host : List.of(a, b)) {
            lab.sh(
                    host,
                    """
                    systemctl stop lab-redis 2>/dev/null; systemctl disable -q lab-redis 2>/dev/null
                    rm -rf /etc/systemd/system/lab-redis.service*; systemctl daemon-reload
                    for p in $(pgrep -f '[t]ree.py 64|[r]edis-server'); do kill -9 $p; done
                    rm -rf /run/tree.pid /srv/tree /srv/redis /run/redis-lab.pid
                    """);
        }
    }

    @Test
    void movesATreeOfThreeProcessesAndGivesItsSourceUp() {
        String pid = lab.sh(a, START_TREE);
        String sum = ask(a, 7001, "SUM");
        String pids = ask(a, 7001, "PIDS");
        Leg leg = leg("tree", a, Map.of("pidFile", "/run/tree.pid", "tcp", "close"));
        take(leg);
        requirePassed(driver.precheck(leg));

        forward(leg);

        assertThat(driver.observe(leg).shows(State.FROZEN, State.RUNNING)).isTrue();
        assertThat(ask(b, 7001, "SUM")).isEqualTo(sum);
        assertThat(ask(b, 7001, "PIDS")).isEqualTo(pids).contains(pid);
        driver.discard(leg, Leg.End.FROM);
        driver.adopt(leg, Leg.End.TO);
        driver.cleanUp(leg, Leg.End.FROM);
        driver.cleanUp(leg, Leg.End.TO);
        assertThat(driver.observe(leg).shows(State.ABSENT, State.RUNNING)).isTrue();
        release(leg);
        assertNothingLeft();
    }

    @Test
    void continuesTheHeldSourceWhenTheRestoreFails() {
        lab.sh(a, START_TREE);
        String sum = ask(a, 7001, "SUM");
        Leg leg = leg("tree", a, Map.of("pidFile", "/run/tree.pid", "tcp", "close"));
        take(leg);
        driver.prepare(leg, Progress.NONE);
        driver.freeze(leg, Progress.NONE);
        lab.sh(b, "f=$(find /run/relocation -name 'pstree.img'); echo x >$f");

        assertThatThrownBy(() -> driver.restore(leg, Progress.NONE)).isInstanceOf(RelocationException.class);

        driver.discard(leg, Leg.End.TO);
        driver.thaw(leg);
        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        assertThat(ask(a, 7001, "SUM")).isEqualTo(sum);
        settle(leg);
        assertThat(lab.sh(b, "ls /srv 2>/dev/null")).doesNotContain("tree");
        assertNothingLeft();
    }

    @Test
    void returnsLiveWithWhatHappenedOnTheTarget() {
        lab.sh(a, START_TREE);
        String sum = ask(a, 7001, "SUM");
        Leg leg = leg("tree", a, Map.of("pidFile", "/run/tree.pid", "tcp", "close"));
        take(leg);
        forward(leg);
        long onTarget = Long.parseLong(ask(b, 7001, "PING").split(" ")[1]);
        Leg back = leg.reversed();

        driver.freeze(back, Progress.NONE);
        assertThat(driver.observe(back).from()).isEqualTo(State.FROZEN);
        driver.discard(back, Leg.End.TO);
        assertThat(driver.observe(back).shows(State.FROZEN, State.ABSENT)).isTrue();
        driver.restore(back, Progress.NONE);
        assertThat(driver.observe(back).shows(State.FROZEN, State.STAGED)).isTrue();
        driver.resume(back);
        assertThat(driver.observe(back).shows(State.FROZEN, State.RUNNING)).isTrue();

        assertThat(ask(a, 7001, "SUM")).isEqualTo(sum);
        assertThat(Long.parseLong(ask(a, 7001, "PING").split(" ")[1])).isGreaterThan(onTarget);
        driver.discard(back, Leg.End.FROM);
        settle(leg);
        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        assertNothingLeft();
    }

    private void forward(Leg leg) {
        driver.prepare(leg, Progress.NONE);
        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        long begin = System.nanoTime();
        driver.freeze(leg, new Printing());
        long frozen = System.nanoTime();
        assertThat(driver.observe(leg).shows(State.FROZEN, State.ABSENT)).isTrue();
        long observed = System.nanoTime();
        driver.restore(leg, Progress.NONE);
        long restored = System.nanoTime();
        assertThat(driver.observe(leg).shows(State.FROZEN, State.STAGED)).isTrue();
        long staged = System.nanoTime();
        driver.resume(leg);
        System.out.printf(
                "freeze %d observe %d restore %d observe %d resume %d ms%n",
                (frozen - begin) / 1000000,
                (observed - frozen) / 1000000,
                (restored - observed) / 1000000,
                (staged - restored) / 1000000,
                (System.nanoTime() - staged) / 1000000);
    }

    private void settle(Leg leg) {
        driver.adopt(leg, Leg.End.FROM);
        driver.cleanUp(leg, Leg.End.TO);
        driver.cleanUp(leg, Leg.End.FROM);
        release(leg);
    }

    private void take(Leg leg) {
        guards.take(leg, Leg.End.FROM);
        guards.take(leg, Leg.End.TO);
    }

    private void release(Leg leg) {
        guards.release(leg, Leg.End.FROM);
        guards.release(leg, Leg.End.TO);
    }

    private void assertNothingLeft() {
        for (Host host : List.of(a, b)) {
            assertThat(lab.sh(
                                    host,
                                    """
                    ls /var/lib/relocation/legs /var/lib/relocation/held /run/relocation 2>/dev/null
                    grep -s relocation: /root/.ssh/authorized_keys
                    ls -d /etc/systemd/system/*.d/50-reloc* /run/systemd/system/*.d/60-reloc* 2>/dev/null
                    find / -xdev -name '.relocation*' 2>/dev/null
                    true""")
                            .lines()
                            .filter(line -> !line.isBlank() && !line.endsWith(":")))
                    .isEmpty();
        }
    }

    private static void requirePassed(List<Finding> findings) {
        assertThat(findings).filteredOn(Finding::blocks).isEmpty();
    }

    private String ask(Host host, int port, String word) {
        return lab.sh(host, ASK, Integer.toString(port), word);
    }

    private Leg leg(String name, Host from, Map<String, Object> settings) {
        Workload workload = new Workload(
                name, "process", from.name(), settings, 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
        long epoch = System.currentTimeMillis();
        return new Leg(run, 1, epoch, workload, from, from == a ? b : a, Leg.Way.OUT);
    }

    private static final class Printing implements Progress {
        @Override
        public void bytes(String what, long done, long total) {}

        @Override
        public void note(String text) {
            System.out.println(text);
        }
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.LabHosts;
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
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two hosts of a running laboratory, the driver, and what tests of moves share. */
abstract class LabTest {
    protected static final Map<String, Object> REDIS = Map.of("unit", "lab-redis.service", "tcp", "close");
    protected static final String START_TREE =
            """
            rm -rf /srv/tree; mkdir -p /srv/tree; cd /
            setsid /usr/local/bin/tree.py 64 /srv/tree/log --port 7001 --pidfile /run/tree.pid </dev/null >/dev/null 2>&1 &
            for i in $(seq 100); do [ -s /run/tree.pid ] && break; sleep 0.1; done; cat /run/tree.pid
            """;
    private static final String ASK = "exec 3<>/dev/tcp/127.0.0.1/$1 && echo $2 >&3 && timeout 20 head -n 1 <&3";

    protected final String run = "r" + UUID.randomUUID().toString().substring(0, 8);
    protected LabHosts lab;
    protected Host a;
    protected Host b;
    protected Driver driver;
    protected Guards guards;

    @BeforeEach
    void connect() {
        lab = new LabHosts(Path.of(System.getenv("RELOCATION_LAB_JSON")));
        a = lab.host("a", Transfer.Path.ONE_OFF_KEY);
        b = lab.host("b", Transfer.Path.ONE_OFF_KEY);
        driver = new ProcessDriverFactory().create(lab, Ticker.SYSTEM);
        guards = new HostGuards(lab);
        clean();
        for (Host host : List.of(a, b)) {
            lab.install(host, "tree.py");
        }
    }

    @AfterEach
    void clean() {
        for (Host host : List.of(a, b)) {
            lab.sh(
                    host,
                    """
                    systemctl stop lab-redis 2>/dev/null; systemctl disable -q lab-redis 2>/dev/null
                    rm -rf /etc/systemd/system/lab-redis.service* /run/systemd/system/lab-redis.service*; systemctl daemon-reload
                    for p in $(pgrep -f '[t]ree.py 64|[r]edis-server'); do kill -9 $p; done
                    rm -rf /var/lib/relocation/legs /var/lib/relocation/guards /var/lib/relocation/held /run/relocation/*
                    for p in $(pgrep -x criu); do kill -9 $p; done; sed -i '/ relocation:/d' /root/.ssh/authorized_keys /home/ops/.ssh/authorized_keys
                    rm -rf /run/tree.pid /srv/tree /srv/redis /run/redis-lab.pid
                    """);
        }
    }

    /** A service with 100000 keys on the first host, its unit on both. */
    protected void startRedis() {
        for (Host host : List.of(a, b)) {
            lab.sh(
                    host,
                    """
                    mkdir -p /srv/redis
                    cat >/etc/systemd/system/lab-redis.service <<'UNIT'
                    [Service]
                    ExecStart=/usr/bin/redis-server --port 7002 --bind 0.0.0.0 --protected-mode no --save "" --dir /srv/redis --enable-debug-command yes
                    Restart=always
                    [Install]
                    WantedBy=multi-user.target
                    UNIT
                    systemctl daemon-reload""");
        }
        lab.sh(
                a,
                "systemctl enable -q --now lab-redis; for i in $(seq 50); do redis-cli -p 7002 ping && break; sleep 0.1; done");
        lab.sh(a, "redis-cli -p 7002 debug populate 100000 key 900");
    }

    protected void forward(Leg leg) {
        driver.prepare(leg, Progress.NONE);
        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        long begin = System.nanoTime();
        driver.freeze(leg, new Printing());
        long frozen = System.nanoTime();
        // Has nothing left to do, or says why it failed.
        driver.restore(leg, Progress.NONE);
        assertThat(driver.observe(leg)).satisfies(seen -> assertThat(seen.shows(State.FROZEN, State.RUNNING))
                .as(seen.detail())
                .isTrue());
        System.out.printf("freeze %d ms%n", (frozen - begin) / 1000000);
    }

    protected void commit(Leg leg) {
        giveUp(leg);
        assertNothingLeft();
    }

    protected void giveUp(Leg leg) {
        driver.discard(leg, Leg.End.FROM);
        driver.adopt(leg, Leg.End.TO);
        driver.cleanUp(leg, Leg.End.FROM);
        driver.cleanUp(leg, Leg.End.TO);
        assertThat(driver.observe(leg).shows(State.ABSENT, State.RUNNING)).isTrue();
        release(leg);
    }

    protected void settle(Leg leg) {
        driver.adopt(leg, Leg.End.FROM);
        driver.cleanUp(leg, Leg.End.TO);
        driver.cleanUp(leg, Leg.End.FROM);
        release(leg);
    }

    /** The tree writes a number every 5 ms: none may be missing or come twice. Prints the longest pause. */
    protected void assertNoBeatIsMissing(Host host) {
        String beats = lab.sh(
                host,
                """
                awk '$1 != "CRC" && NF == 2 {
                    if (n && $1 != n + 1) print "after", n, "came", $1
                    if (n && $2 - t > longest) longest = $2 - t
                    n = $1; t = $2 } END { print "longest pause", int(longest / 1000000), "ms" }' /srv/tree/log""");
        System.out.println(beats);
        assertThat(beats).doesNotContain("after");
    }

    protected void take(Leg leg) {
        guards.take(leg, Leg.End.FROM);
        guards.take(leg, Leg.End.TO);
    }

    protected void release(Leg leg) {
        guards.release(leg, Leg.End.FROM);
        guards.release(leg, Leg.End.TO);
    }

    protected void assertNothingLeft() {
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

    protected static void requirePassed(List<Finding> findings) {
        assertThat(findings).filteredOn(Finding::blocks).isEmpty();
    }

    protected String ask(Host host, int port, String word) {
        return lab.sh(host, ASK, Integer.toString(port), word);
    }

    protected Leg leg(String name, Host from, Map<String, Object> settings) {
        Workload workload = new Workload(
                name, "process", from.name(), settings, 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
        long epoch = System.currentTimeMillis();
        return new Leg(run, 1, epoch, workload, from, from == a ? b : a, Leg.Way.OUT);
    }

    protected static final class Printing implements Progress {
        @Override
        public void bytes(String what, long done, long total) {}

        @Override
        public void note(String text) {
            System.out.println(text);
        }
    }
}

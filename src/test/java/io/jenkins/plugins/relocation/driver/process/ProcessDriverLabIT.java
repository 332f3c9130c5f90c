// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Real moves of real processes between two hosts of a running laboratory. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class ProcessDriverLabIT extends LabTest {
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
        commit(leg);
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

    @Test
    void movesARedisServiceWithAHundredThousandKeys() {
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
        String digest = lab.sh(a, "redis-cli -p 7002 debug digest");
        String pid = lab.sh(a, "systemctl show -p MainPID --value lab-redis");
        Leg leg = leg("redis", a, Map.of("unit", "lab-redis.service", "tcp", "close"));
        take(leg);
        requirePassed(driver.precheck(leg));

        forward(leg);

        assertThat(lab.sh(b, "redis-cli -p 7002 debug digest")).isEqualTo(digest);
        assertThat(lab.sh(b, "redis-cli -p 7002 dbsize")).isEqualTo("100000");
        commit(leg);
        assertThat(lab.sh(b, "systemctl show -p MainPID --value lab-redis")).isEqualTo(pid);
        assertThat(lab.sh(b, "systemctl is-active lab-redis; systemctl is-enabled lab-redis"))
                .isEqualTo("active\nenabled");
        assertThat(lab.sh(b, "systemctl show -p Restart --value lab-redis")).isEqualTo("always");
        assertThat(lab.sh(a, "systemctl is-active lab-redis; systemctl is-enabled lab-redis; true"))
                .isEqualTo("inactive\ndisabled");
        assertNothingLeft();
        lab.sh(b, "redis-cli -p 7002 config set loglevel debug; sleep 1.2; journalctl -u lab-redis -n 3 | grep redis");
    }
}

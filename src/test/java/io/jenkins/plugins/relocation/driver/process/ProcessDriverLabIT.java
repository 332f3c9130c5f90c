// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
        assertNoBeatIsMissing(b);
        commit(leg);
    }

    @Test
    void continuesTheHeldSourceWhenTheRestoreFails() {
        String pid = lab.sh(a, START_TREE);
        String sum = ask(a, 7001, "SUM");
        Leg leg = leg("tree", a, Map.of("pidFile", "/run/tree.pid", "tcp", "close"));
        take(leg);
        driver.prepare(leg, Progress.NONE);
        // Where the hosts count their processes from stays as it was: later moves should not meet taken ids.
        lab.sh(
                b,
                "last=$(cat /proc/sys/kernel/ns_last_pid); echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid;"
                        + " sleep 300 </dev/null >/dev/null 2>&1 & echo $((last + 100)) >/proc/sys/kernel/ns_last_pid",
                pid);

        assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("restoring workload");
        assertThat(driver.observe(leg).shows(State.FROZEN, State.ABSENT)).isTrue();
        assertThatThrownBy(() -> driver.restore(leg, Progress.NONE)).isInstanceOf(RelocationException.class);
        assertThat(driver.revoke(leg)).isTrue();

        lab.sh(b, "[ $(cat /proc/$1/comm) = sleep ] && kill -9 $1", pid);
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
        assertNoBeatIsMissing(a);
        assertThat(Long.parseLong(ask(a, 7001, "PING").split(" ")[1])).isGreaterThan(onTarget);
        driver.discard(back, Leg.End.FROM);
        settle(leg);
        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        assertNothingLeft();
    }

    @Test
    void movesARedisServiceWithAHundredThousandKeys() {
        startRedis();
        String digest = lab.sh(a, "redis-cli -p 7002 debug digest");
        String pid = lab.sh(a, "systemctl show -p MainPID --value lab-redis");
        Leg leg = leg("redis", a, REDIS);
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

    @Test
    void aServiceComesBackLiveIntoItsUnit() {
        startRedis();
        String digest = lab.sh(a, "redis-cli -p 7002 debug digest");
        Leg leg = leg("redis", a, REDIS);
        take(leg);
        forward(leg);
        lab.sh(b, "redis-cli -p 7002 set written there");
        Leg back = leg.reversed();

        driver.freeze(back, Progress.NONE);
        driver.discard(back, Leg.End.TO);
        driver.restore(back, Progress.NONE);
        driver.resume(back);

        assertThat(driver.observe(back).shows(State.FROZEN, State.RUNNING)).isTrue();
        assertThat(lab.sh(a, "redis-cli -p 7002 get written")).isEqualTo("there");
        driver.discard(back, Leg.End.FROM);
        settle(leg);
        assertThat(lab.sh(a, "redis-cli -p 7002 del written >/dev/null; redis-cli -p 7002 debug digest"))
                .isEqualTo(digest);
        assertThat(lab.sh(a, "systemctl is-active lab-redis; systemctl is-enabled lab-redis"))
                .isEqualTo("active\nenabled");
        assertThat(lab.sh(b, "systemctl is-active lab-redis; systemctl is-enabled lab-redis; true"))
                .isEqualTo("inactive\ndisabled");
        assertNothingLeft();
    }

    @Test
    void aServiceWhoseTargetRefusesItContinuesWhereItWas() {
        startRedis();
        Leg leg = leg("redis", a, REDIS);
        take(leg);
        driver.prepare(leg, Progress.NONE);
        assertThat(driver.revoke(leg)).isTrue();
        assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE)).hasMessageContaining("taken back");
        assertThat(driver.observe(leg).shows(State.FROZEN, State.ABSENT)).isTrue();
        assertThatThrownBy(() -> driver.restore(leg, Progress.NONE)).hasMessageContaining("taken back");

        driver.discard(leg, Leg.End.TO);
        driver.thaw(leg);

        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        settle(leg);
        assertThat(lab.sh(a, "redis-cli -p 7002 dbsize")).isEqualTo("100000");
        assertThat(lab.sh(a, "systemctl show -p Restart --value lab-redis")).isEqualTo("always");
        assertThat(lab.sh(b, "systemctl is-active lab-redis; systemctl is-enabled lab-redis; true"))
                .isEqualTo("inactive\ndisabled");
        assertNothingLeft();
    }

    @Test
    void nothingStartsAHeldServiceAgain() {
        startRedis();
        Leg leg = leg("redis", a, REDIS);
        take(leg);
        driver.prepare(leg, Progress.NONE);
        driver.freeze(leg, Progress.NONE);
        String pid = lab.sh(a, "systemctl show -p MainPID --value lab-redis");

        lab.sh(b, "systemctl start --no-block lab-redis; sleep 0.5");
        lab.sh(a, "kill -9 " + pid + "; sleep 0.5; systemctl start lab-redis; true");

        assertThat(driver.observe(leg).shows(State.ABSENT, State.RUNNING)).isTrue();
        driver.discard(leg, Leg.End.TO);
        settle(leg);
        assertNothingLeft();
    }

    @Test
    void severalLegsAtOnceDoNotDisturbEachOther() throws Exception {
        startRedis();
        lab.sh(a, START_TREE);
        String digest = lab.sh(a, "redis-cli -p 7002 debug digest");
        String sum = ask(a, 7001, "SUM");
        Leg redis = leg("redis", a, REDIS);
        Leg tree = leg("tree", a, Map.of("pidFile", "/run/tree.pid", "tcp", "close"));
        take(redis);
        take(tree);

        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> forward(redis));
        CompletableFuture<Void> two = CompletableFuture.runAsync(() -> forward(tree));
        one.get(120, TimeUnit.SECONDS);
        two.get(120, TimeUnit.SECONDS);

        assertThat(lab.sh(b, "redis-cli -p 7002 debug digest")).isEqualTo(digest);
        assertThat(ask(b, 7001, "SUM")).isEqualTo(sum);
        for (Leg leg : List.of(redis, tree)) {
            giveUp(leg);
        }
        assertNothingLeft();
    }

    @Test
    void aPermitThatWasUsedCannotBeTakenBack() {
        lab.sh(a, START_TREE);
        Leg leg = leg("tree", a, Map.of("pidFile", "/run/tree.pid", "tcp", "close"));
        take(leg);
        forward(leg);

        assertThat(driver.revoke(leg)).isFalse();
        driver.restore(leg, Progress.NONE);
        driver.resume(leg);

        assertThat(driver.observe(leg).shows(State.FROZEN, State.RUNNING)).isTrue();
        assertNoBeatIsMissing(b);
        commit(leg);
    }

    @Test
    void aConnectedClientIsToldToConnectAgainWhenTheTargetRuns() {
        lab.sh(a, START_TREE);
        Leg leg = leg("tree", a, Map.of("pidFile", "/run/tree.pid", "tcp", "close"));
        take(leg);
        driver.prepare(leg, Progress.NONE);
        lab.sh(
                a,
                "nohup bash -c 'exec 3<>/dev/tcp/10.77.0.11/7001; echo connected >/srv/tree/client; read -t 60 x <&3; echo ended >>/srv/tree/client' >/dev/null 2>&1 </dev/null & sleep 0.3");

        driver.freeze(leg, Progress.NONE);

        assertThat(lab.sh(a, "sleep 0.3; cat /srv/tree/client")).isEqualTo("connected\nended");
        commit(leg);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.spi.Driver.RestorePointUse;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Moves that go wrong, and moves by other ways, between two hosts of a running laboratory. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class ProcessFaultsLabIT extends LabTest {
    private static final Map<String, Object> TREE = Map.of("pidFile", "/run/tree.pid", "tcp", "close");

    @Test
    void carriesMemoryThroughTheController() {
        b = lab.host("b", Transfer.Path.CONTROLLER);
        lab.sh(a, START_TREE);
        String sum = ask(a, 7001, "SUM");
        Leg leg = leg("tree", a, TREE);
        take(leg);
        requirePassed(driver.precheck(leg));

        forward(leg);

        assertThat(ask(b, 7001, "SUM")).isEqualTo(sum);
        commit(leg);
    }

    @Test
    void carriesAServiceWithoutDataFilesThroughTheController() {
        b = lab.host("b", Transfer.Path.CONTROLLER);
        startRedis();
        Leg leg = leg("redis", a, REDIS);
        take(leg);

        forward(leg);

        assertThat(lab.sh(b, "redis-cli -p 7002 dbsize")).isEqualTo("100000");
        commit(leg);
    }

    @Test
    void deliversToALoginThatBecomesRootThroughSudo() {
        b = lab.host("b", new Login("ops", "lab", Login.Become.SUDO));
        lab.sh(a, START_TREE);
        String sum = ask(a, 7001, "SUM");
        Leg leg = leg("tree", a, TREE);
        take(leg);
        String keys = lab.sh(b, "cat /home/ops/.ssh/authorized_keys; stat -c '%U %a' /home/ops/.ssh/authorized_keys");

        forward(leg);

        assertThat(ask(b, 7001, "SUM")).isEqualTo(sum);
        commit(leg);
        assertThat(lab.sh(b, "cat /home/ops/.ssh/authorized_keys; stat -c '%U %a' /home/ops/.ssh/authorized_keys"))
                .isEqualTo(keys);
    }

    @Test
    void aHeldCopyWhoseCriuDiedIsNeverResumedAndTheOtherEndContinues() {
        lab.sh(a, START_TREE);
        Leg leg = leg("tree", a, TREE);
        take(leg);
        forward(leg);
        Leg back = leg.reversed();
        driver.freeze(back, Progress.NONE);
        driver.discard(back, Leg.End.TO);
        driver.restore(back, Progress.NONE);
        assertThat(driver.observe(back).shows(State.FROZEN, State.STAGED)).isTrue();
        lab.sh(a, "kill -9 $(pgrep -x criu)");

        assertThatThrownBy(() -> driver.resume(back)).isInstanceOf(RelocationException.class);

        driver.discard(back, Leg.End.TO);
        assertThat(lab.sh(a, "pgrep -f '[t]ree.py 64'; true")).isEmpty();
        driver.thaw(back);
        assertThat(driver.observe(back).shows(State.RUNNING, State.ABSENT)).isTrue();
        driver.cleanUp(back, Leg.End.TO);
        driver.cleanUp(back, Leg.End.FROM);
        commit(leg);
    }

    @Test
    void aBrokenConnectionInTheFreezeLeavesTheSourceToBeContinued() {
        lab.sh(a, START_TREE);
        String sum = ask(a, 7001, "SUM");
        Leg leg = leg("tree", a, TREE);
        take(leg);
        driver.prepare(leg, Progress.NONE);
        CompletableFuture<String> cut = CompletableFuture.supplyAsync(() -> lab.sh(
                a,
                "for i in $(seq 3000); do s=$(stat -c %s /run/relocation/*/img/pages-1.img 2>/dev/null); [ ${s:-0} -gt 1000000 ] && break; done;"
                        + " kill -9 $(pgrep -f 'ssh -F .*relocation-target')"));

        assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("connection to the target");

        cut.join();
        assertThat(driver.revoke(leg)).isTrue();
        driver.discard(leg, Leg.End.TO);
        driver.thaw(leg);
        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        assertThat(ask(a, 7001, "SUM")).isEqualTo(sum);
        settle(leg);
        assertNothingLeft();
    }

    @Test
    void anOperationThatWasKilledIsLostAndTheSourceContinues() {
        lab.sh(a, START_TREE);
        Leg leg = leg("tree", a, TREE);
        take(leg);
        driver.prepare(leg, Progress.NONE);
        CompletableFuture<String> kill = CompletableFuture.supplyAsync(
                () -> lab.sh(
                        a,
                        "for i in $(seq 3000); do pgrep -x criu >/dev/null && break; done; kill -9 $(pgrep -f 'relocation-host.sh .* run .* freeze')"));

        assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("its process is gone");

        kill.join();
        driver.discard(leg, Leg.End.TO);
        driver.thaw(leg);
        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        settle(leg);
        assertNothingLeft();
    }

    @Test
    void aFullTargetIsToldBeforehandAndLeavesTheSourceRunning() {
        lab.sh(a, START_TREE);
        Leg leg = leg("tree", a, TREE);
        take(leg);
        lab.sh(
                b,
                "mkdir -p /run/relocation; fallocate -l $(($(df -Pk /run/relocation | awk 'NR==2{print $4}')-20000))K /run/relocation/fill");
        try {
            assertThat(driver.precheck(leg))
                    .filteredOn(Finding::blocks)
                    .extracting(Finding::check)
                    .containsOnly("images.room");
            driver.prepare(leg, Progress.NONE);

            assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE)).hasMessageContaining("no space left");

            driver.discard(leg, Leg.End.TO);
            driver.thaw(leg);
            assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        } finally {
            lab.sh(b, "rm /run/relocation/fill");
        }
        settle(leg);
        assertNothingLeft();
    }

    @Test
    void continuesFromARestorePointWhenTheTargetDied() {
        lab.sh(a, START_TREE);
        String sum = ask(a, 7001, "SUM");
        Leg leg = leg("tree", a, TREE);
        take(leg);

        Duration frozen = driver.checkpoint(leg, Progress.NONE);

        assertThat(frozen).isBetween(Duration.ofMillis(10), Duration.ofSeconds(5));
        assertThat(ask(a, 7001, "PING")).startsWith("PONG");
        long then = Long.parseLong(ask(a, 7001, "PING").split(" ")[1]);
        forward(leg);
        lab.sh(b, "for p in $(pgrep -f '[t]ree.py 64'); do kill -9 $p; done; true");
        driver.discard(leg, Leg.End.TO);
        driver.restorePoint(leg, RestorePointUse.CONTINUE);
        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        assertThat(ask(a, 7001, "SUM")).isEqualTo(sum);
        assertThat(Long.parseLong(ask(a, 7001, "PING").split(" ")[1])).isLessThan(then + 2000);
        settle(leg);
        assertNothingLeft();
    }

    @Test
    void findsAnExecutableOfSameSizeAndOtherContent() {
        for (Host host : List.of(a, b)) {
            lab.sh(host, "mkdir -p /srv/redis; cp /usr/bin/sleep /srv/redis/nap");
        }
        lab.sh(b, "printf x | dd of=/srv/redis/nap bs=1 seek=30000 conv=notrunc 2>/dev/null");
        lab.sh(a, "cd /; setsid /srv/redis/nap 1000 </dev/null >/dev/null 2>&1 & sleep 0.2");
        Leg leg = leg("nap", a, Map.of("command", "/srv/redis/nap"));

        List<Finding> findings = driver.precheck(leg);

        lab.sh(a, "kill $(pgrep -x nap)");
        assertThat(findings).filteredOn(Finding::blocks).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo("files.binaries");
            assertThat(finding.message()).contains("/srv/redis/nap has another content");
        });
    }

    @Test
    void anotherRunIsRefused() {
        Leg leg = leg("tree", a, TREE);
        take(leg);
        Leg other = new Leg("other", 1, leg.epoch() + 1, leg.workload(), a, b, Leg.Way.OUT);

        assertThatThrownBy(() -> guards.take(other, Leg.End.FROM))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContaining(run);

        assertThatThrownBy(() -> driver.thaw(other)).hasMessageContaining("belongs to somebody else");
        release(leg);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moves of real containers where something goes wrong, and what goes with a container beside its memory. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class ContainerFaultsLabIT extends ContainerLabTest {
    private static final String FILL =
            "fallocate -l $(($(df -Pk /run/relocation | awk 'NR == 2 { print $4 }') - 20000))K "
                    + "/run/relocation/fill";

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void theOriginalGoesOnWhenTheTargetHasNoRoom(String runtime) throws Exception {
        script(a, "start", runtime, "100000");
        Leg leg = leg(redis(runtime));
        take(leg);
        try (CountingClient client = client()) {
            pause(500);
            driver.prepare(leg, Progress.NONE);
            lab.sh(b, FILL);

            assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE))
                    .isInstanceOf(RelocationException.class)
                    .hasMessageContaining("no space left");
            expect(leg, State.RUNNING, State.ABSENT);
            assertThat(driver.revoke(leg)).isTrue();
            driver.discard(leg, Leg.End.TO);
            driver.thaw(leg);
            expect(leg, State.RUNNING, State.ABSENT);

            pause(500);
            assertNothingLost(runtime + " transfer broken, the original goes on", client);
        }
        lab.sh(b, "rm /run/relocation/fill");
        settleAtHome(leg);
        assertNothingLeft();
    }

    @Test
    void goesOnOnTheTargetWhenThereIsNoRoomForTheReturn() throws Exception {
        script(a, "start", "crun", "100000");
        Leg leg = leg(redis("crun"));
        Leg back = leg.reversed();
        take(leg);
        try (CountingClient client = client()) {
            forward(leg);
            lab.sh(b, FILL);

            assertThatThrownBy(() -> driver.freeze(back, Progress.NONE)).isInstanceOf(RelocationException.class);
            driver.thaw(back);
            expect(back, State.RUNNING, State.ABSENT);
            expect(leg, State.FROZEN, State.RUNNING);
            driver.cleanUp(back, Leg.End.TO);
            driver.cleanUp(back, Leg.End.FROM);

            pause(500);
            assertNothingLost("return without room", client);
        }
        lab.sh(b, "rm /run/relocation/fill");
        commit(leg);
        assertNothingLeft();
    }

    @Test
    void returnsLiveWhenTheNetworkOfTheTargetIsGone() throws Exception {
        script(a, "start", "crun", "1000");
        Leg leg = leg(redis("crun"));
        Leg back = leg.reversed();
        take(leg);
        try (CountingClient client = client()) {
            forward(leg);
            pause(300);
            lab.sh(b, "ip link del v-ctr1");

            driver.freeze(back, Progress.NONE);
            driver.discard(back, Leg.End.TO);
            driver.restore(back, Progress.NONE);
            driver.resume(back);

            pause(1000);
            assertNothingLost("return from a target without network", client);
        }
        driver.discard(back, Leg.End.FROM);
        settleAtHome(leg);
        assertNothingLeft();
    }

    @Test
    void anEngineThatTakesOverRepeatsEveryAct() throws Exception {
        script(a, "start", "crun", "1000");
        Leg leg = leg(redis("crun"));
        take(leg);
        try (CountingClient client = client()) {
            driver.prepare(leg, Progress.NONE);
            driver.prepare(leg, Progress.NONE);
            assertThat(driver.revoke(leg)).isTrue();
            assertThat(driver.revoke(leg)).isTrue();
            freezeInVain(leg);
            connectAgain();
            freezeInVain(leg);
            expect(leg, State.RUNNING, State.ABSENT);
            assertThat(driver.revoke(leg)).isTrue();
            driver.discard(leg, Leg.End.TO);
            connectAgain();
            driver.discard(leg, Leg.End.TO);
            expect(leg, State.RUNNING, State.ABSENT);
            driver.thaw(leg);
            driver.thaw(leg);

            pause(300);
            assertNothingLost("every act twice", client);
        }
        settleAtHome(leg);
        cleanUp(leg);
        assertNothingLeft();
    }

    /** The original has ended, since its copy may run; only its image is left of it. */
    @Test
    void comesBackFromItsImageWhenNobodyHearsThatTheTargetFailed() throws Exception {
        script(a, "start", "crun", "1000");
        Leg leg = leg(redis("crun"));
        take(leg);
        try (CountingClient client = client()) {
            driver.prepare(leg, Progress.NONE);
            lab.sh(b, "rm /ctr/config.json");
            CompletableFuture<String> cut = CompletableFuture.supplyAsync(() -> lab.sh(
                    a,
                    "for i in $(seq 100000); do [ -e /var/lib/relocation/legs/*/handover ] && break; done;"
                            + " kill -9 $(pgrep -f 'ssh -F .*relocation-target')"));

            assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE))
                    .hasMessageContaining("connection to the target");

            cut.join();
            expect(leg, State.FROZEN, State.ABSENT);
            assertThat(driver.revoke(leg)).isTrue();
            driver.discard(leg, Leg.End.TO);
            driver.thaw(leg);
            expect(leg, State.RUNNING, State.ABSENT);
            pause(300);
            assertNothingLost("from its image", client);
        }
        settleAtHome(leg);
        cleanUp(leg);
        assertNothingLeft();
    }

    /** A target that says that there will be no copy lets the source continue at once. */
    private void freezeInVain(Leg leg) {
        assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE)).hasMessageContaining("the permit was taken back");
    }

    @Test
    void theUnitThatStartsItFollowsIt() throws Exception {
        script(a, "unit");
        script(b, "unit");
        script(a, "network");
        lab.sh(
                a,
                "systemctl enable -q --now redis1; until redis-cli -h %s ping; do sleep 0.1; done".formatted(ADDRESS));
        Map<String, Object> settings = Map.of(
                "runtime", "crun", "name", "redis1", "data", List.of("/ctr/rootfs/data"), "unit", "redis1.service");
        Leg leg = leg(settings);
        take(leg);
        requirePassed(driver.precheck(leg));
        try (CountingClient client = client()) {
            pause(300);
            forward(leg);
            pause(300);
            assertNothingLost("with a unit", client);
        }
        assertThat(lab.sh(a, "crun list -q; systemctl is-active redis1; true")).isEqualTo("failed");
        commit(leg);

        assertThat(lab.sh(b, "systemctl is-active redis1; systemctl is-enabled redis1"))
                .isEqualTo("active\nenabled");
        assertThat(lab.sh(a, "systemctl is-active redis1; systemctl is-enabled redis1; true"))
                .isEqualTo("inactive\ndisabled");
        lab.sh(b, "redis-cli -h %s set mark there; crun kill redis1 KILL; sleep 1".formatted(ADDRESS));
        assertThat(lab.sh(
                        b,
                        "until redis-cli -h %s ping; do sleep 0.1; done; systemctl is-active redis1"
                                .formatted(ADDRESS)))
                .endsWith("active");
        assertNothingLeft();
    }

    @Test
    void aRolledBackContainerBelongsToItsUnitAgain() throws Exception {
        script(a, "unit");
        script(b, "unit");
        script(a, "network");
        lab.sh(
                a,
                "systemctl enable -q --now redis1; until redis-cli -h %s ping; do sleep 0.1; done".formatted(ADDRESS));
        Leg leg = leg(Map.of(
                "runtime", "crun", "name", "redis1", "data", List.of("/ctr/rootfs/data"), "unit", "redis1.service"));
        take(leg);
        try (CountingClient client = client()) {
            driver.prepare(leg, Progress.NONE);
            assertThat(driver.revoke(leg)).isTrue();
            freezeInVain(leg);
            driver.discard(leg, Leg.End.TO);
            driver.thaw(leg);
            pause(300);
            assertNothingLost("rollback with a unit", client);
        }
        settleAtHome(leg);

        assertThat(lab.sh(
                        a, "systemctl is-active redis1; systemctl is-enabled redis1; systemctl show -p Restart redis1"))
                .isEqualTo("active\nenabled\nRestart=always");
        assertThat(lab.sh(b, "systemctl is-active redis1; systemctl is-enabled redis1; true"))
                .isEqualTo("inactive\ndisabled");
        assertNothingLeft();
    }

    @Test
    void copiesItsRootFileSystemAndWhatItWritesMeanwhile() throws Exception {
        script(a, "start", "crun", "1000");
        lab.sh(
                a,
                """
                cd /ctr/rootfs/data && mkdir -m 750 -p deep/er && echo one >deep/er/file && ln -s deep/er/file link && chown -h 12:34 link deep
                echo stays >old""");
        lab.sh(b, "rm -rf /ctr; mkdir -p /ctr/rootfs/data/stale; echo mine >/ctr/rootfs/data/stale/file");
        Leg leg = leg(Map.of("runtime", "crun", "name", "redis1", "rootfs", "sync"));
        take(leg);
        requirePassed(driver.precheck(leg));
        driver.prepare(leg, Progress.NONE);
        lab.sh(a, "cd /ctr/rootfs/data && echo two >>deep/er/file && mkdir new && echo three >new/file && rm old");
        String listing =
                "cd /ctr/rootfs && find . -printf '%p %y %m %U %G %l\\n' | sort; cat data/new/file data/link data/deep/er/file";

        driver.freeze(leg, Progress.NONE);
        driver.resume(leg);
        assertThat(lab.sh(b, listing)).isEqualTo(lab.sh(a, listing)).contains("three");
        assertThat(lab.sh(b, "redis-cli -h %s dbsize".formatted(ADDRESS))).isEqualTo("1000");

        driver.discard(leg, Leg.End.TO);
        assertThat(lab.sh(b, "cat /ctr/rootfs/data/stale/file; find /ctr | sort"))
                .isEqualTo(
                        "mine\n/ctr\n/ctr/rootfs\n/ctr/rootfs/data\n/ctr/rootfs/data/stale\n/ctr/rootfs/data/stale/file");
        driver.thaw(leg);
        settleAtHome(leg);
        assertNothingLeft();
    }
}

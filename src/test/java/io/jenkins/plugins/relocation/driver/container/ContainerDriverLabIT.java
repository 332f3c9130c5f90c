// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real moves of real containers between two hosts of a running laboratory. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class ContainerDriverLabIT extends ContainerLabTest {
    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void movesWithItsConnections(String runtime) throws Exception {
        script(a, "start", runtime, "100000");
        Leg leg = leg(redis(runtime));
        take(leg);
        requirePassed(driver.precheck(leg));
        try (CountingClient client = client()) {
            pause(500);

            forward(leg);

            pause(1000);
            assertNothingLost(runtime + " forward", client);
        }
        commit(leg);
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void continuesOnTheSourceWhenTheRestoreFails(String runtime) throws Exception {
        script(a, "start", runtime, "100000");
        Leg leg = leg(redis(runtime));
        take(leg);
        try (CountingClient client = client()) {
            pause(500);
            driver.prepare(leg, Progress.NONE);
            lab.sh(b, "rm /ctr/config.json");

            assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE))
                    .isInstanceOf(RelocationException.class)
                    .hasMessageContaining("config.json");
            expect(leg, State.RUNNING, State.ABSENT);
            assertThat(driver.revoke(leg)).isTrue();
            driver.discard(leg, Leg.End.TO);
            driver.thaw(leg);
            expect(leg, State.RUNNING, State.ABSENT);

            pause(1000);
            assertNothingLost(runtime + " rollback", client);
        }
        settleAtHome(leg);
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void returnsLiveWithWhatHappenedOnTheTarget(String runtime) throws Exception {
        script(a, "start", runtime, "100000");
        Leg leg = leg(redis(runtime));
        Leg back = leg.reversed();
        take(leg);
        try (CountingClient client = client()) {
            pause(500);
            forward(leg);
            pause(500);

            driver.freeze(back, Progress.NONE);
            expect(back, State.FROZEN, State.ABSENT);
            driver.discard(back, Leg.End.TO);
            expect(leg, State.ABSENT, State.FROZEN);
            driver.restore(back, Progress.NONE);
            expect(back, State.FROZEN, State.STAGED);
            driver.resume(back);
            expect(back, State.FROZEN, State.RUNNING);

            pause(1000);
            assertNothingLost(runtime + " live return (there and back)", client);
        }
        driver.discard(back, Leg.End.FROM);
        expect(back, State.ABSENT, State.RUNNING);
        settleAtHome(leg);
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void goesOnOnTheTargetWhenTheReturnFails(String runtime) throws Exception {
        script(a, "start", runtime, "100000");
        Leg leg = leg(redis(runtime));
        Leg back = leg.reversed();
        take(leg);
        try (CountingClient client = client()) {
            pause(500);
            forward(leg);
            pause(500);
            lab.sh(a, "rm /ctr/config.json");

            driver.freeze(back, Progress.NONE);
            driver.discard(back, Leg.End.TO);
            assertThatThrownBy(() -> driver.restore(back, Progress.NONE)).isInstanceOf(RelocationException.class);
            driver.discard(back, Leg.End.TO);
            expect(back, State.FROZEN, State.ABSENT);
            driver.thaw(back);
            expect(back, State.RUNNING, State.ABSENT);
            driver.cleanUp(back, Leg.End.TO);
            driver.cleanUp(back, Leg.End.FROM);

            pause(1000);
            assertNothingLost(runtime + " abandoned return (there, frozen, continued there)", client);
        }
        commit(leg);
        assertNothingLeft();
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.spi.Leg;
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
}

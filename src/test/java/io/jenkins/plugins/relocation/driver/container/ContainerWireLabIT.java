// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.TransferPlan.Compression;
import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import io.jenkins.plugins.relocation.spi.Leg;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers whose memory goes other ways than SSH as it is. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class ContainerWireLabIT extends ContainerLabTest {
    @ParameterizedTest
    @CsvSource({"crun, PLAIN, NONE", "runc, PLAIN, ZSTD", "crun, SSH, ZSTD"})
    void movesWithItsConnections(String runtime, Transport transport, Compression compression) throws Exception {
        script(a, "start", runtime, "100000");
        Leg leg = over(transport, compression, leg(redis(runtime)));
        take(leg);
        requirePassed(driver.precheck(leg));
        try (CountingClient client = client()) {
            pause(500);

            forward(leg);

            pause(1000);
            assertNothingLost("%s %s %s".formatted(runtime, transport, compression), client);
        }
        commit(leg);
        assertNothingLeft();
    }

    private static Leg over(Transport transport, Compression compression, Leg leg) {
        TransferPlan plan = TransferPlan.over(transport, transport == Transport.PLAIN ? "migration" : "");
        return new Leg(
                leg.run(),
                leg.attempt(),
                leg.epoch(),
                leg.workload(),
                leg.from(),
                leg.to(),
                compression == Compression.NONE ? plan.copiedAhead() : plan.packed(compression, 1, 50),
                leg.way());
    }
}

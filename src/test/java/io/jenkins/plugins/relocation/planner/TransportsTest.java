// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Network;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import io.jenkins.plugins.relocation.model.Wave;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransportsTest {
    private static final Network MIGRATION = new Network("migration", "10.1.0.0/24", true);
    private static final Network OFFICE = new Network("office", "10.1.0.0/16", false);

    @Test
    void isPlainWhereBothEndsAreInOneTrustedNetwork() {
        TransferPlan plan =
                Transports.between(host("a", "10.1.0.1"), host("b", "10.1.0.2"), List.of(OFFICE, MIGRATION));

        assertThat(plan).isEqualTo(TransferPlan.over(Transport.PLAIN, "migration"));
    }

    @Test
    void isEncryptedEverywhereElse() {
        Network other = new Network("other", "10.2.0.0/24", true);

        assertThat(Transports.between(host("a", "10.1.0.1"), host("b", "10.1.0.2"), List.of()))
                .isEqualTo(TransferPlan.DEFAULT);
        assertThat(Transports.between(host("a", "10.1.0.1"), host("b", "10.1.0.2"), List.of(OFFICE)))
                .isEqualTo(TransferPlan.DEFAULT);
        assertThat(Transports.between(host("a", "10.1.0.1"), host("b", "10.2.0.2"), List.of(MIGRATION, other)))
                .isEqualTo(TransferPlan.DEFAULT);
        assertThat(Transports.between(host("a", "10.1.0.1"), host("b", ""), List.of(MIGRATION)))
                .isEqualTo(TransferPlan.DEFAULT);
    }

    @Test
    void passesThroughTheControllerWhereAnEndAsksForIt() {
        Host b = host("b", Transfer.Path.CONTROLLER, "10.1.0.2");

        assertThat(Transports.between(host("a", "10.1.0.1"), b, List.of(MIGRATION))
                        .transport())
                .isEqualTo(Transport.CONTROLLER);
    }

    @Test
    void aPlanIsRefusedWhoseNetworkIsNotTrusted() {
        assertThatThrownBy(() -> plan(new Network("migration", "10.1.0.0/24", false), "10.1.0.2"))
                .hasMessageContaining("no addresses in a trusted network \"migration\"");
        assertThatThrownBy(() -> plan(MIGRATION, "10.9.0.2")).hasMessageContaining("without encryption");
        assertThat(plan(MIGRATION, "10.1.0.2").moves()).hasSize(1);
    }

    private static Plan plan(Network network, String address) {
        Move move = new Move(
                "redis",
                "a",
                "b",
                true,
                TransferPlan.over(Transport.PLAIN, "migration"),
                new Prediction(1, 1, Duration.ofMillis(1)));
        return new Plan(
                Plan.VERSION,
                new Goal.Evacuate(List.of("a")),
                List.of(host("a", "10.1.0.1"), host("b", address)),
                new Samples().host("a", 1).workload("redis", "a", 1).inventory().workloads(),
                List.of(network),
                List.of(new Wave(1, List.of(move))),
                List.of(),
                List.of(),
                List.of());
    }

    private static Host host(String name, String address) {
        return host(name, Transfer.Path.ONE_OFF_KEY, address);
    }

    private static Host host(String name, Transfer.Path path, String address) {
        return new Host(
                name,
                name + ".example",
                22,
                new Login("root", "", Login.Become.NONE),
                List.of("ssh-ed25519 AAAA"),
                "",
                List.of(),
                Limits.DEFAULT,
                new Transfer(path, address),
                Host.STATE_DIR,
                Host.IMAGE_DIR,
                List.of());
    }
}

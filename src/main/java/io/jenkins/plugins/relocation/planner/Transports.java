// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Network;
import io.jenkins.plugins.relocation.model.Transfer.Path;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import java.util.List;
import java.util.stream.Stream;

/** Decides what carries memory between two hosts: encrypted, unless both have their addresses in one trusted network. */
public final class Transports {
    private Transports() {}

    /** The decision for two hosts; nothing is measured yet. Of several trusted networks the first one counts. */
    public static TransferPlan between(Host from, Host to, List<Network> networks) {
        if (Stream.of(from, to).anyMatch(host -> host.transfer().path() == Path.CONTROLLER)) {
            return TransferPlan.over(Transport.CONTROLLER, "");
        }
        return networks.stream()
                .filter(Network::trusted)
                .filter(network -> network.contains(from.transferAddress()) && network.contains(to.transferAddress()))
                .findFirst()
                .map(network -> TransferPlan.over(Transport.PLAIN, network.name()))
                .orElse(TransferPlan.DEFAULT);
    }
}

// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.simulator.SimulatedHosts;
import io.jenkins.plugins.relocation.simulator.World;
import io.jenkins.plugins.relocation.spi.HostAccess;

/** How engines get at simulated hosts. */
interface HostWires {
    /** Connections to the hosts of a world. */
    HostAccess access(World world);

    /** A host of the plan, as it can be reached. */
    default Host reach(Host host) {
        return host;
    }

    /** Within this process. */
    HostWires DIRECT = SimulatedHosts::new;
}
